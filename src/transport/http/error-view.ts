import { t } from "elysia";

/** What every refusal is answered with. */
export const ErrorView = t.Object({
  code: t.String({ description: "Literal and stable" }),
  message: t.String(),
  request_id: t.String(),
});
