import type { Place } from "../../keys/seal-text.ts";

interface SealedColumn {
  readonly table: string;
  /** The primary key, or what stands for it. */
  readonly row: readonly [string, ...string[]];
  readonly column: string;
}

/** Every column that holds a secret of somebody's: it is sealed, each value for its own row. */
export const SEALED = {
  webhookSecrets: { table: "webhook_endpoints", row: ["id"], column: "secrets" },
  /** A click's event has the token by which its card is updated. */
  events: { table: "inbox", row: ["event_id"], column: "event" },
  grantTokens: { table: "posted_messages", row: ["message_id"], column: "grant_token" },
  /** What handlers keep is theirs: it may be a secret. */
  handlerValues: { table: "handler_store", row: ["handler", "key"], column: "value" },
  serverKeys: { table: "server_keys", row: ["id"], column: "secret" },
} as const satisfies Record<string, SealedColumn>;

export const SEALED_COLUMNS: readonly SealedColumn[] = Object.values(SEALED);

export function placeOf({ table, column }: SealedColumn, ...row: readonly string[]): Place {
  return [table, ...row, column];
}
