import type { Inbox } from "../callback/inbox.ts";
import { type Around, logFault } from "./around.ts";

/** Lark sends an event again for 7 hours at most; a click of the older form may be replayed for 14. */
const KNOWN_FOR_MS = 7 * 86_400_000;
const EVERY = {
  hourMs: 3_600_000,
  /** Between two steps, for those who decide. */
  pauseMs: 20,
};

/** Forgets events that were settled long ago, every hour and step by step, until it is stopped; the last step is waited for. */
export function startForgetting(
  inbox: Pick<Inbox, "forget">,
  around: Pick<Around, "clock" | "log">,
  { hourMs, pauseMs } = EVERY,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const forgetAll = async (): Promise<void> => {
    const until = new Date(around.clock().getTime() - KNOWN_FOR_MS);
    while (!stopping.signal.aborted && (await inbox.forget(until)) > 0) await Bun.sleep(pauseMs);
  };
  let forgetting: Promise<void> | undefined;
  const timer = setInterval(() => {
    forgetting ??= forgetAll()
      .catch(logFault(around, "inbox"))
      .finally(() => (forgetting = undefined));
  }, hourMs);
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await forgetting;
    },
  };
}
