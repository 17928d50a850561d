import { addressOf } from "./address-of.ts";
import type { Listener } from "./listen.ts";

/** Serves `/metrics` on a listener of its own, for it is nobody's business outside. Nothing listens without an address. */
export function listenMetrics(
  metrics: { expose(): Promise<{ readonly text: string; readonly contentType: string }> },
  address: { readonly hostname: string; readonly port: number } | undefined,
): Listener | undefined {
  if (address === undefined) return undefined;
  const server = Bun.serve({
    ...address,
    reusePort: false,
    development: false,
    async fetch(request) {
      if (addressOf(request)?.pathname !== "/metrics") return new Response("see /metrics\n", { status: 404 });
      const { text, contentType } = await metrics.expose();
      return new Response(text, { headers: { "content-type": contentType } });
    },
  });
  return { url: server.url.origin, stop: () => server.stop() };
}
