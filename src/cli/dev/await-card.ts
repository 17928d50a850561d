import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { SandboxMessage } from "../../sandbox/view.ts";

/** The first message that is as it should be: one that is there, or the next to come or to change. Rejects on abort. */
export async function awaitCard(
  sandbox: Sandbox,
  signal: AbortSignal,
  fits: (message: SandboxMessage) => boolean,
): Promise<SandboxMessage> {
  const there = sandbox.view().messages.find(fits);
  if (there !== undefined) return there;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<SandboxMessage>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener("abort", giveUp);
  const stop = sandbox.subscribe((event) => {
    if (event.type === "message" && fits(event.message)) resolve(event.message);
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
    stop();
  }
}
