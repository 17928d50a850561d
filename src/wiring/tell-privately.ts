import type { LarkClient } from "../lark/lark-client.ts";
import type { Around } from "./around.ts";

/** Sends a person a text in their own chat with the bot, once a `uuid`. Rejects where it may be tried again. */
export type TellPrivately = (to: { readonly open_id: string }, text: string, uuid: string) => Promise<void>;

/** By Lark's bot. What Lark will never take is given up, and logged. */
export function tellPrivately(
  client: Pick<LarkClient, "sendText">,
  { log }: Pick<Around, "log">,
): TellPrivately {
  return async (to, text, uuid) => {
    const sent = await client.sendText({ to, text, uuid });
    if (sent.ok) return;
    const { code, kind, message } = sent.error;
    if (kind !== "final" && kind !== "config") throw new Error(`${code}: ${message}`);
    log.warn({ code }, `nobody was told: ${message}`);
  };
}
