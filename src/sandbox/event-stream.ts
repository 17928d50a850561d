import type { EventFeed } from "./event-feed.ts";

/** The feed as server-sent events, until the reader goes. It opens with a comment, so that headers go out at once. */
export function eventStream(feed: EventFeed): Response {
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(`${text}\n\n`));
      send(": the sandbox's events");
      stop = feed.subscribe((event) => send(`data: ${JSON.stringify(event)}`));
    },
    cancel: () => stop?.(),
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return new Response(stream, { headers });
}
