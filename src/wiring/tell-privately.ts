import type { LarkClient } from "../lark/lark-client.ts";
import type { LarkResult } from "../lark/lark-fault.ts";
import type { Around } from "./around.ts";

/** Sends a person a text in their own chat with the bot, once a `uuid`. Rejects where it may be tried again. */
export type TellPrivately = (to: { readonly open_id: string }, text: string, uuid: string) => Promise<void>;

/** Answers a message of the bot's with a text, once a `uuid`. Rejects where it may be tried again. */
type PointTo = (messageId: string, text: string, uuid: string) => Promise<void>;

/** By Lark's bot. What Lark will never take is given up, and logged. */
export function tellPrivately(
  client: Pick<LarkClient, "sendText">,
  around: Pick<Around, "log">,
): TellPrivately {
  return async (to, text, uuid) => settle(await client.sendText({ to, text, uuid }), around);
}

/** By Lark's bot, as `tellPrivately`. */
export function pointTo(client: Pick<LarkClient, "reply">, around: Pick<Around, "log">): PointTo {
  return async (messageId, text, uuid) =>
    settle(await client.reply(messageId, { text, uuid, inThread: false }), around);
}

function settle(told: LarkResult<object>, { log }: Pick<Around, "log">): void {
  if (told.ok) return;
  const { code, kind, message } = told.error;
  if (kind !== "final" && kind !== "config") throw new Error(`${code}: ${message}`);
  log.warn({ code }, `nobody was told: ${message}`);
}
