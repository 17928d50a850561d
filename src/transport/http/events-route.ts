import { Elysia, t } from "elysia";

import type { AuditTrail } from "../../audit/audit-trail.ts";
import { authenticate, type Identify } from "./authenticate.ts";
import { ErrorView } from "./error-view.ts";
import { eventsStream } from "./events-stream.ts";

export interface EventsRouteOptions {
  readonly trail: AuditTrail;
  readonly identify: Identify;
  /** Aborted when the server stops: the streams end, and their readers come again. */
  readonly stopping: AbortSignal;
}

const Place = t.String({ pattern: "^\\d{1,15}$", description: "An event's id; 0 is before the first" });

/** The approvals' events as server-sent events, for bearers of a token. */
export function eventsRoute({ trail, identify, stopping }: EventsRouteOptions) {
  return new Elysia({ normalize: false, detail: { tags: ["events"] } }).use(authenticate(identify)).get(
    "/v1/events",
    ({ headers, query, request, server }) => {
      const newest = trail.head().seq;
      // A place that the log does not have yet (it was restored, say) is its end.
      const after = Math.min(Number(headers["last-event-id"] ?? query.after ?? newest), newest);
      const keepOpen = (seconds: number): void => server?.timeout(request, seconds);
      // A stream that nobody reads would never begin, nor end.
      const isRead = request.method !== "HEAD";
      return new Response(isRead ? eventsStream({ trail, after, stopping, keepOpen }) : null, {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
      });
    },
    {
      scope: ["requests", "read"],
      headers: t.Object({ "last-event-id": t.Optional(Place) }),
      query: t.Object({ after: t.Optional(Place) }),
      response: { 400: ErrorView, 401: ErrorView, 403: ErrorView },
      detail: {
        summary: "Follow what happens",
        description:
          "Server-sent events from now on, or from what follows Last-Event-ID (or `after`) on. Types: " +
          "approval.created, .voted, .advanced, .escalated, .reminded, .approved, .rejected, .expired, .cancelled.",
      },
    },
  );
}
