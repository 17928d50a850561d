import { CliError } from "../cli-error.ts";
import { createApiCall } from "./api-call.ts";
import { foreignAnswer, type PersonAnswer } from "./approval-answer.ts";
import type { Connection } from "./connection.ts";

interface DelegationAnswer {
  readonly id: string;
  readonly from: PersonAnswer;
  readonly to: PersonAnswer;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly revoked_at: string | null;
}

/** Who answers in whose place on a running server. Every call throws CliError. */
export interface DelegationClient {
  create(body: unknown): Promise<DelegationAnswer>;
  list(): Promise<{ readonly data: readonly DelegationAnswer[] }>;
  revoke(id: string): Promise<DelegationAnswer>;
}

const PATH = "/v1/delegations";

export function createDelegationClient(connection: Connection): DelegationClient {
  const call = createApiCall(connection);
  return {
    create: async (body) => readDelegation(await call(PATH, { method: "POST", body })),
    async list() {
      const { data } = await call(`${PATH}?limit=1000`);
      if (!Array.isArray(data)) throw foreignAnswer();
      return { data: data.map(readDelegation) };
    },
    async revoke(id) {
      if (!/^\w+$/.test(id)) throw new CliError("usage", "an id looks like dlg_…");
      return readDelegation(await call(`${PATH}/${id}`, { method: "DELETE" }));
    },
  };
}

function readDelegation(answer: Readonly<Record<string, unknown>>): DelegationAnswer {
  if (typeof answer["id"] === "string" && typeof answer["ends_at"] === "string")
    return answer as unknown as DelegationAnswer;
  throw foreignAnswer();
}
