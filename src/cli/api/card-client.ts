import { CliError } from "../cli-error.ts";
import { createApiCall } from "./api-call.ts";
import type { Connection } from "./connection.ts";

/** The part of a posted card's answer that the command line reads; what is printed is all of what came. */
interface CardAnswer {
  readonly id: string;
}

/** The posted cards of a running server. Every call throws CliError. */
interface CardClient {
  /** With a key, the same body is taken once however often it is sent. */
  create(body: object, idempotencyKey?: string): Promise<CardAnswer>;
  find(id: string): Promise<CardAnswer>;
}

const CARDS = "/v1/cards";

export function createCardClient(connection: Connection): CardClient {
  const call = createApiCall(connection);
  return {
    async create(body, key) {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      return readCard(await call(CARDS, { method: "POST", body, headers }));
    },
    async find(id) {
      if (!/^pst_\w+$/.test(id)) throw new CliError("usage", "an id looks like pst_…");
      return readCard(await call(`${CARDS}/${id}`));
    },
  };
}

function readCard(answer: Readonly<Record<string, unknown>>): CardAnswer {
  const { id } = answer;
  if (typeof id === "string") return { ...answer, id };
  throw new CliError("network", "the answer is not one of a countersign server", {
    hint: "COUNTERSIGN_URL or --url says where the server is",
  });
}
