import { t } from "elysia";

/** A whole number. Not `t.Integer`: it takes a text as well, and documents 0 as its default. */
export function count(options: Parameters<typeof t.Number>[0] = {}) {
  return t.Number({ multipleOf: 1, ...options });
}
