import type { EventFeed } from "./event-feed.ts";

/** The feed as server-sent events, until the reader goes. It opens with a comment, so that headers go out at once. */
export function eventStream(feed: EventFeed, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": sandbox\n\n"));
      const stop = feed.subscribe((event) =>
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`)),
      );
      signal.addEventListener("abort", () => {
        stop();
        controller.close();
      });
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
