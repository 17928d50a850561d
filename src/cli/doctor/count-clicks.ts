import type { Config } from "../../config/config.ts";

/** How many callbacks the server that runs has answered, by the road they took. */
interface Clicks {
  readonly http: number;
  readonly socket: number;
}

/** From its metrics; undefined where they are not to be had. */
export async function countClicks({
  COUNTERSIGN_METRICS_LISTEN: listen,
}: Config): Promise<Clicks | undefined> {
  if (listen === undefined) return undefined;
  const host = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[listen.hostname] ?? listen.hostname;
  try {
    const url = `http://${host}:${listen.port}/metrics`;
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    const lines = (await response.text()).split("\n");
    return { http: sum(lines, "http"), socket: sum(lines, "socket") };
  } catch {
    return undefined;
  }
}

function sum(lines: readonly string[], transport: string): number {
  const found = lines.filter(
    (line) => line.startsWith("countersign_callbacks_total{") && line.includes(`transport="${transport}"`),
  );
  return found.reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
}
