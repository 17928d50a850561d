export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers that were not status 200 with the body `{}`. */
  readonly wrong: number;
}

/** Sends each request once over `connections` kept-alive sockets, one at a time on each, and times the answers. */
export async function load(
  url: string,
  requests: readonly Buffer[],
  connections: number,
): Promise<LoadResult> {
  const { hostname, port } = new URL(url);
  const took = new Float64Array(requests.length);
  let next = 0;
  let wrong = 0;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => connect(hostname, Number(port))));
  const seconds = (performance.now() - started) / 1000;
  took.sort();
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { perSecond: requests.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), wrong };

  async function connect(host: string, toPort: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let index = -1;
    let sentAt = 0;
    const socket = await Bun.connect({
      hostname: host,
      port: toPort,
      socket: {
        data(_, chunk) {
          // The answer is so short that it comes in one piece; one that does not is counted as wrong.
          took[index] = performance.now() - sentAt;
          if (!isRecorded(chunk)) wrong += 1;
          send();
        },
        error: (_, fault) => reject(fault),
        close: () => reject(new Error("the server closed a connection under load")),
      },
    });
    const send = (): void => {
      index = next;
      next += 1;
      const request = requests[index];
      if (request === undefined) {
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    send();
    await promise;
    socket.end();
  }
}

function isRecorded(answer: Buffer): boolean {
  return answer.includes("HTTP/1.1 200") && answer.subarray(-2).toString() === "{}";
}
