import { createChance } from "../chance.ts";
import { wireBytes } from "./wire-bytes.ts";

export interface WireFuzz {
  readonly url: string;
  readonly inputs: number;
  readonly seed: number;
  /** So many connections are open at once. */
  readonly atOnce: number;
}

/** How long an answer may take, in milliseconds; who sent half a request waits in vain. */
const PATIENCE = 40;

/** How often each thing came of a connection: the first status that was answered, or `nothing`. Rejects, naming the seed, at a 5xx. */
export async function fuzzWire({
  url,
  inputs,
  seed,
  atOnce,
}: WireFuzz): Promise<ReadonlyMap<string, number>> {
  const { hostname, port, host } = new URL(url);
  const counts = new Map<string, number>();
  let next = 0;
  async function goOn(): Promise<void> {
    while (next < inputs) {
      const of = seed + next++;
      const answer = await send(hostname, Number(port), wireBytes(createChance(of), host));
      const [, status = "nothing"] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
      // Of several requests on one connection the last may be the one. 505 is for a version that is none.
      if (/^HTTP\/1\.1 5(?!05)/m.test(answer))
        throw new Error(`broken by seed ${of}: ${answer.slice(0, 300)}`);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return counts;
}

function send(hostname: string, port: number, bytes: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = "";
  const connecting = Bun.connect({
    hostname,
    port,
    socket: {
      open(socket) {
        socket.write(bytes);
        setTimeout(() => socket.terminate(), PATIENCE);
      },
      data: (_socket, data) => void (answer += data.toString("latin1")),
      close: () => resolve(answer),
      error: () => resolve(answer),
      connectError: (_socket, fault) => reject(fault),
    },
  });
  connecting.catch(reject);
  return promise;
}
