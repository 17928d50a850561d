import { Elysia, t } from "elysia";

import type { AuditTrail } from "../../audit/audit-trail.ts";
import { auditJson } from "../../audit/export-audit.ts";
import { authenticate, type Identify } from "./authenticate.ts";
import { count } from "./count.ts";
import { ErrorView } from "./error-view.ts";

export interface AuditRoutesOptions {
  readonly trail: AuditTrail;
  readonly identify: Identify;
}

const PAGE = 100;

const AuditPage = t.Object({
  data: t.Array(
    t.Object({
      seq: count({ description: "1 for the first, and without a gap" }),
      at: t.String({ format: "date-time" }),
      type: t.String(),
      subject: t.String({
        description: "The id of what it tells of: an approval, token, delegation, endpoint",
      }),
      event_id: t.Union([t.String(), t.Null()], { description: "The platform's, of a click" }),
      actor: t.Unknown(),
      details: t.Unknown(),
      hash: t.String({
        description:
          "SHA-256 over the JSON array of the previous row's hash, seq, subject, event_id, at in milliseconds, type, " +
          "and actor and details as JSON texts",
      }),
    }),
  ),
  head: t.Object(
    { seq: count(), hash: t.String() },
    { description: "The last row: kept elsewhere, it shows later whether the log was cut off" },
  ),
  next_cursor: t.Union([t.String(), t.Null()]),
});

/** The audit log, for administrators. */
export function auditRoutes({ trail, identify }: AuditRoutesOptions) {
  return new Elysia({ normalize: false, detail: { tags: ["audit"] } }).use(authenticate(identify)).get(
    "/v1/audit",
    ({ query }) => {
      const limit = query.limit ?? PAGE;
      const rows = trail.after(Number(query.cursor ?? 0), limit + 1);
      const page = rows.slice(0, limit);
      return {
        data: page.map(auditJson),
        head: trail.head(),
        next_cursor: rows.length > limit ? String(page.at(-1)?.seq) : null,
      };
    },
    {
      scope: ["admin"],
      query: t.Object({
        limit: t.Optional(count({ minimum: 1, maximum: 1000 })),
        cursor: t.Optional(t.String({ pattern: "^\\d{1,15}$" })),
      }),
      response: { 200: AuditPage, 400: ErrorView, 401: ErrorView, 403: ErrorView },
      detail: { summary: "The audit log, oldest first" },
    },
  );
}
