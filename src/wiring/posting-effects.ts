import type { ApprovalService } from "../approval/approval-service.ts";
import { counts } from "../approval/outcome.ts";
import { toastAnswer, type ToastCode } from "../callback/toasts.ts";
import type { EffectOutcome, Effects } from "../posting/effects.ts";
import type { Around } from "./around.ts";

/** What takes a click elsewhere: to an HTTP service, or to a handler of the data directory. */
export type Elsewhere = Pick<Effects, "forward" | "handler">;

/** What the rules of posted cards can do to approvals: as whoever clicked, by all the rules of the approval. */
export function createPostingEffects(
  service: Pick<ApprovalService, "clickByRule" | "create">,
  elsewhere: Elsewhere,
  { log }: Pick<Around, "log">,
): Effects {
  return {
    ...elsewhere,

    async decide(approvalId, verdict, { action, event }) {
      const { open_id, user_id, union_id } = action;
      const operator = { open_id, user_id, union_id };
      const { eventId, requestId } = event;
      const commit = await service.clickByRule({ eventId, requestId, approvalId, verdict, operator });
      if (commit.kind === "not_found") return refused("approval_not_found");
      const { outcome } = commit;
      if (!counts(outcome)) return refused(outcome.kind as ToastCode);
      const { id, status } = outcome.approval;
      const line = { request_id: requestId, approval_id: id, event_id: eventId, operator: open_id };
      log.info({ ...line, action: verdict, status }, outcome.kind);
      return { ok: true };
    },

    async request(request, expiresIn, { action, event }) {
      const { open_id, user_id, union_id } = action;
      await service.create(
        { ...request, requested_by: request.requested_by ?? { open_id, user_id, union_id } },
        {
          expiresIn,
          actor: { kind: "person", open_id },
          requestId: event.requestId,
          // Handled again after a crash, the click starts no second one.
          key: { scope: "posting", key: event.eventId, digest: action.message_id },
        },
      );
      return { ok: true };
    },
  };
}

function refused(code: ToastCode): EffectOutcome {
  return { ok: false, error: code, toast: toastAnswer(code).toast };
}
