import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { SandboxMessage } from "../../sandbox/view.ts";

/** The first message that is as it should be: one that is there, or the next to come or to change. Rejects on abort. */
export async function awaitCard(
  sandbox: Sandbox,
  signal: AbortSignal,
  fits: (message: SandboxMessage) => boolean,
): Promise<SandboxMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<SandboxMessage>();
  const stop = sandbox.subscribe((event) => {
    if (event.type === "message" && fits(event.message)) resolve(event.message);
  });
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  const there = sandbox.view().messages.find(fits);
  try {
    return there ?? (await promise);
  } finally {
    stop();
  }
}
