import { Elysia, t } from "elysia";

import type { ApprovalService } from "../../approval/approval-service.ts";
import { DEFAULT_EXPIRY } from "../../approval/check-request.ts";
import { ApprovalView, CreateApproval, ListQuery, WaitQuery } from "./approval-schema.ts";
import { approvalView, historyView, toRequest } from "./approval-view.ts";
import { authenticate, authorizeFirst, type Identify } from "./authenticate.ts";
import { requestIdOf } from "./error-responses.ts";
import { ErrorView } from "./error-view.ts";
import { HistoryView } from "./history-schema.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { parseJson } from "./parse-json.ts";

export interface ApprovalRoutesOptions {
  readonly service: ApprovalService;
  readonly identify: Identify;
  /** Aborted when the server stops: those who wait are answered at once. */
  readonly stopping: AbortSignal;
}

const LIST_LENGTH = 20;
/** Seconds that a connection may be silent beyond the wait it asked for. */
const WAIT_MARGIN = 10;

/** The approvals API under `/v1`, for bearers of a token. */
export function approvalRoutes({ service, identify, stopping }: ApprovalRoutesOptions) {
  return new Elysia({ prefix: "/v1/approvals", normalize: false, detail: { tags: ["approvals"] } })
    .use(authenticate(identify))
    .post(
      "",
      async ({ body, headers, tokenId, set }) => {
        const { approval, replayed } = await service.create(toRequest(body), {
          expiresIn: body.expires_in ?? DEFAULT_EXPIRY,
          actor: { kind: "token", id: tokenId },
          key: readIdempotencyKey(headers["idempotency-key"], tokenId, body),
          requestId: requestIdOf(set),
        });
        set.status = 201;
        if (replayed) set.headers["idempotent-replayed"] = "true";
        return approvalView(approval);
      },
      {
        scope: ["requests"],
        // The second is never asked; it is by its name that the documentation knows what the first one reads.
        parse: [authorizeFirst(identify, ["requests"]), parseJson(CreateApproval), "json"],
        body: CreateApproval,
        headers: t.Object({ "idempotency-key": t.Optional(t.String()) }),
        response: {
          201: ApprovalView,
          400: ErrorView,
          401: ErrorView,
          403: ErrorView,
          404: ErrorView,
          409: ErrorView,
        },
        detail: { summary: "Ask for an approval" },
      },
    )
    .get(
      "/:id",
      async ({ params, query, request, server }) => {
        const wait = query.wait ?? 0;
        if (wait === 0) return approvalView(await service.find(params.id));
        server?.timeout(request, Math.ceil(wait) + WAIT_MARGIN);
        const gone = AbortSignal.any([request.signal, stopping]);
        return approvalView(await service.findEnded(params.id, wait * 1000, gone));
      },
      {
        scope: ["requests", "read"],
        query: WaitQuery,
        response: { 200: ApprovalView, 400: ErrorView, 401: ErrorView, 403: ErrorView, 404: ErrorView },
        detail: { summary: "Show one, or wait for it to end" },
      },
    )
    .get(
      "",
      async ({ query }) => {
        const limit = query.limit ?? LIST_LENGTH;
        const found = await service.list({ status: query.status, after: query.cursor, limit: limit + 1 });
        const page = found.slice(0, limit);
        return {
          data: page.map(approvalView),
          next_cursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
        };
      },
      {
        scope: ["requests", "read"],
        query: ListQuery,
        response: {
          200: t.Object({ data: t.Array(ApprovalView), next_cursor: t.Union([t.String(), t.Null()]) }),
          400: ErrorView,
          401: ErrorView,
          403: ErrorView,
        },
        detail: { summary: "List them, newest first" },
      },
    )
    .post(
      "/:id/cancel",
      async ({ params, tokenId, set }) =>
        approvalView(await service.cancel(params.id, { kind: "token", id: tokenId }, requestIdOf(set))),
      {
        scope: ["requests"],
        parse: "none",
        response: { 200: ApprovalView, 401: ErrorView, 403: ErrorView, 404: ErrorView, 409: ErrorView },
        detail: { summary: "Take a pending one back" },
      },
    )
    .get(
      "/:id/events",
      async ({ params }) => {
        return historyView(await service.history(params.id));
      },
      {
        scope: ["requests", "read"],
        response: { 200: HistoryView, 401: ErrorView, 403: ErrorView, 404: ErrorView },
        detail: { summary: "What happened to it" },
      },
    );
}
