import { type Static, t } from "elysia";

import { count } from "./count.ts";
import { Time } from "./time.ts";

/** What happened to an approval, in order. */
export const HistoryView = t.Object({
  data: t.Array(
    t.Object({
      seq: count(),
      at: Time,
      type: t.String(),
      actor: t.Object({ kind: t.String(), id: t.Optional(t.String()), open_id: t.Optional(t.String()) }),
      details: t.Record(t.String(), t.Unknown()),
    }),
  ),
});
export type HistoryView = Static<typeof HistoryView>;
