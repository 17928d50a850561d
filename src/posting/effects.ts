import type { ApprovalRequest, Verdict } from "../approval/approval.ts";
import type { Answer, Toast } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { Effect } from "./posting.ts";

/** How an effect ended. What a success answers goes before what the rule says; a failure's toast tells the clicker why. */
export type EffectOutcome =
  | { readonly ok: true; readonly answer?: Answer | undefined }
  | { readonly ok: false; readonly error: string; readonly toast?: Toast | undefined };

export interface Clicked {
  readonly action: CardAction;
  readonly event: CallbackEvent;
}

/** What rules can do. None rejects for a fault of the far side. The event's id is the same when it is tried again. */
export interface Effects {
  forward(url: string, clicked: Clicked): Promise<EffectOutcome>;
  handler(name: string, clicked: Clicked): Promise<EffectOutcome>;
  decide(approvalId: string, verdict: Verdict, clicked: Clicked): Promise<EffectOutcome>;
  request(request: ApprovalRequest, expiresIn: number, clicked: Clicked): Promise<EffectOutcome>;
}

export async function carryOut(effects: Effects, effect: Effect, clicked: Clicked): Promise<EffectOutcome> {
  switch (effect.kind) {
    case "forward":
      return effects.forward(effect.url, clicked);
    case "handler":
      return effects.handler(effect.name, clicked);
    case "decide":
      return effects.decide(effect.approvalId, effect.verdict, clicked);
    case "request":
      return effects.request(effect.request, effect.expiresIn, clicked);
    default:
      return { ok: true };
  }
}
