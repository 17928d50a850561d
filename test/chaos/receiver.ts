import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { Chance } from "../fuzz/chance.ts";

/** One call of a webhook, as the receiver saw it. */
export interface Told {
  readonly id: string;
  readonly approvalId: string;
  readonly status: string;
  /** Whether it was answered with a 204. */
  readonly taken: boolean;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they came. */
  readonly told: readonly Told[];
  /** Calls of where a redirect led to. */
  readonly followed: () => number;
}

const FAILURES = ["status", "silence", "redirect", "reset"] as const;
/** Of so many deliveries one is failed, once: the second retry comes after minutes. */
const ONE_IN = 5;
const SILENCE_MS = 1_500;

/** Hears of decisions, and fails some first calls in each way that a receiver can. */
export async function startReceiver(chance: Chance): Promise<Receiver> {
  const told: Told[] = [];
  const seen = new Set<string>();
  let followed = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== "/") followed += 1;
    let text = "";
    for await (const piece of request) text += String(piece);
    const id = String(request.headers["webhook-id"]);
    const { data } = JSON.parse(text) as { data: { id: string; status: string } };
    const taken = seen.has(id) || chance.below(ONE_IN) > 0;
    seen.add(id);
    told.push({ id, approvalId: data.id, status: data.status, taken });
    if (taken) response.writeHead(204).end();
    else await fail(response, chance.pick(FAILURES));
  }

  const server = createServer((request, response) => {
    // Whoever is killed while it calls has said nothing.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver does not listen");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    told,
    followed: () => followed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function fail(response: ServerResponse, how: (typeof FAILURES)[number]): Promise<void> {
  if (how === "status") response.writeHead(500).end();
  if (how === "redirect") response.writeHead(307, { location: "/elsewhere" }).end();
  if (how === "silence") await Bun.sleep(SILENCE_MS);
  if (how === "silence" || how === "reset") response.destroy();
}
