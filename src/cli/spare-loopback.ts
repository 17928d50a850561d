/** Of this machine alone. */
const LOOPBACK = "localhost,127.0.0.1,::1";

/**
 * Lets no proxy of the environment stand between this machine and itself: it would look for the server on its own machine,
 * and be shown the token. What goes by no proxy already stays so.
 */
export function spareLoopback(env: Record<string, string | undefined>): void {
  const spared = env["no_proxy"] || env["NO_PROXY"] || "";
  if (spared.trim() === "*") return;
  const all = spared === "" ? LOOPBACK : `${spared},${LOOPBACK}`;
  // Of the two names the runtime takes the one in small letters first.
  env["no_proxy"] = all;
  env["NO_PROXY"] = all;
}
