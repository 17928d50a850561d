import type { ApprovalService } from "../approval/approval-service.ts";
import type { Status } from "../approval/approval.ts";
import type { Click } from "../approval/click.ts";
import { counts, type Outcome } from "../approval/outcome.ts";
import type { Answer } from "../protocol/answer.ts";
import type { CallbackEvent } from "../protocol/callback-event.ts";
import type { CardAction } from "../protocol/card-action.ts";
import { own } from "../protocol/json-object.ts";
import type { ClickRegistration } from "./registration.ts";
import { toastAnswer, type ToastCode } from "./toasts.ts";

export interface CardActionHandlerOptions {
  readonly service: Pick<ApprovalService, "click">;
  /** What became of a click; not of one that comes again and counted before. */
  readonly onClick: (report: ClickReport, event: CallbackEvent) => void;
  /** A click that could not be recorded, and was answered so. */
  readonly onFault: (fault: unknown, event: CallbackEvent) => void;
}

/** What became of a click on an approval's button. */
export interface ClickReport {
  /** The `open_id` of who clicked. */
  readonly operator: string;
  /** What the button says, where that is one of ours. */
  readonly action?: Click["action"] | undefined;
  readonly counts: boolean;
  /** What it made of the approval, such as `decided`, or why it does not count. */
  readonly kind: Outcome["kind"] | ToastCode;
  /** The approval, and how it stands then; of one that is not there, neither. */
  readonly approvalId?: string | undefined;
  readonly status?: Status | undefined;
}

/**
 * Takes the clicks on an approval's own buttons: `{}` once the click is on disk, else a toast that says why it does not count. Never
 * rejects: a fault of ours is told to the clicker as "not recorded", for `{}` would claim that it was.
 */
export function createCardActionHandler({
  service,
  onClick,
  onFault,
}: CardActionHandlerOptions): ClickRegistration {
  return {
    kind: "click",
    name: "card.action.trigger",
    accepts: isOurs,
    async handle(action, event) {
      try {
        const { replayed, ...report } = await click(service, action, event);
        if (!replayed || !report.counts) onClick(report, event);
        return report.counts ? RECORDED : toastAnswer(report.kind as ToastCode);
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
): Promise<ClickReport & { readonly replayed?: boolean }> {
  const { open_id, user_id, union_id, message_id, chat_id } = action;
  const pressed = readButton(action);
  if (pressed === undefined) return { operator: open_id, counts: false, kind: "unknown_button" };
  const operator = { open_id, user_id, union_id };
  const { eventId, requestId } = event;
  const commit = await service.click({ eventId, requestId, ...pressed, operator, message_id, chat_id });
  const about = { operator: open_id, action: pressed.action };
  if (commit.kind === "not_found") return { ...about, counts: false, kind: "approval_not_found" };
  const { outcome, replayed } = commit;
  const { id: approvalId, status } = outcome.approval;
  return { ...about, counts: counts(outcome), kind: outcome.kind, approvalId, status, replayed };
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
