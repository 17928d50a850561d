import { createApiCall } from "../api/api-call.ts";
import { foreignAnswer, isObject } from "../api/approval-answer.ts";
import type { Connection } from "../api/connection.ts";

export interface KeyAnswer {
  readonly kind: string;
  readonly id: string;
  readonly since: string;
  readonly newest: boolean;
  readonly until: string | null;
}

/** A server's own keys, for a token with the scope `admin`. Every call throws CliError. */
export interface KeyClient {
  list(): Promise<readonly KeyAnswer[]>;
  rotate(kind: "seal" | "receipt" | "link"): Promise<KeyAnswer>;
}

const KEYS = "/v1/server-keys";

export function createKeyClient(connection: Connection): KeyClient {
  const call = createApiCall(connection);
  return {
    async list() {
      const { data } = await call(KEYS);
      if (!Array.isArray(data)) throw foreignAnswer();
      return data.map(readKey);
    },
    rotate: async (kind) => readKey(await call(`${KEYS}/${kind}/rotate`, { method: "POST" })),
  };
}

function readKey(answer: unknown): KeyAnswer {
  if (isObject(answer) && typeof answer["id"] === "string" && typeof answer["kind"] === "string")
    return answer as unknown as KeyAnswer;
  throw foreignAnswer();
}
