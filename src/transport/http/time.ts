import { t } from "elysia";

export const Time = t.String({ format: "date-time", description: "RFC 3339 in UTC" });
