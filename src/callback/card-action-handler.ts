import type { ApprovalService } from "../approval/approval-service.ts";
import type { Click } from "../approval/click.ts";
import { isChange } from "../approval/outcome.ts";
import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import { own } from "../protocol/json-object.ts";
import type { ClickRegistration } from "./registration.ts";
import { toastAnswer, type ToastCode } from "./toasts.ts";

export interface CardActionHandlerOptions {
  readonly service: Pick<ApprovalService, "click">;
  /** A click that changed nothing, by its code. */
  readonly onRefused: (code: ToastCode, event: CallbackEvent) => void;
  /** A click that could not be recorded, and was answered so. */
  readonly onFault: (fault: unknown, event: CallbackEvent) => void;
}

/**
 * Takes the clicks on an approval's own buttons: `{}` once the click is on disk, else a toast that says why it does not count. Never
 * rejects: a fault of ours is told to the clicker as "not recorded", for `{}` would claim that it was.
 */
export function createCardActionHandler({
  service,
  onRefused,
  onFault,
}: CardActionHandlerOptions): ClickRegistration {
  return {
    kind: "click",
    name: "card.action.trigger",
    accepts: isOurs,
    async handle(action, event) {
      try {
        const refusal = await click(service, action, event);
        if (refusal === undefined) return RECORDED;
        onRefused(refusal, event);
        return toastAnswer(refusal);
      } catch (fault) {
        onFault(fault, event);
        return toastAnswer("not_recorded");
      }
    },
  };
}

const RECORDED: Answer = {};

async function click(
  service: CardActionHandlerOptions["service"],
  action: CardAction,
  event: CallbackEvent,
): Promise<ToastCode | undefined> {
  const pressed = readButton(action);
  if (pressed === undefined) return "unknown_button";
  const { open_id, user_id, union_id, message_id, chat_id } = action;
  const operator = { open_id, user_id, union_id };
  const { eventId, requestId } = event;
  const commit = await service.click({ eventId, requestId, ...pressed, operator, message_id, chat_id });
  if (commit.kind === "not_found") return "approval_not_found";
  const { outcome } = commit;
  // A click that came too late made it expire, and did not count.
  return isChange(outcome) && outcome.kind !== "expired" ? undefined : (outcome.kind as ToastCode);
}

/** A button that names an approval of ours, or does with one what our buttons do: also where the rest of it is wrong. */
function isOurs({ value }: CardAction): boolean {
  if (typeof value !== "object" || !Object.hasOwn(value, "approval")) return false;
  const approval = value["approval"];
  return isAction(own(value, "action")) || (typeof approval === "string" && approval.startsWith("apr_"));
}

/** The value of an approval's button. Nothing in it is trusted: it only says which approval to look at. */
function readButton({ value, form_value }: CardAction): Pressed | undefined {
  if (typeof value !== "object") return undefined;
  const approvalId = own(value, "approval");
  const action = own(value, "action");
  if (typeof approvalId !== "string" || !isAction(action)) return undefined;
  const reason = form_value === undefined ? undefined : own(form_value, REASON);
  return { approvalId, action, reason: typeof reason === "string" ? reason : undefined };
}

type Pressed = Pick<Click, "approvalId" | "action" | "reason">;

/** The name of the input beside an approval's buttons. */
const REASON = "reason";

function isAction(action: unknown): action is Click["action"] {
  return action === "approve" || action === "reject" || action === "cancel";
}
