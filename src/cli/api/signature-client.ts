import { CliError } from "../cli-error.ts";
import { createApiCall } from "./api-call.ts";
import { isObject, type PersonAnswer } from "./approval-answer.ts";
import type { Connection } from "./connection.ts";
import { explainAnswer, explainNetwork } from "./explain-fault.ts";
import { authorization, reach } from "./reach.ts";

/** The part of a signature's answer that the command line reads; `--json` prints all of what came. */
export interface SignatureAnswer {
  readonly id: string;
  readonly status: "pending" | "approved" | "rejected" | "expired" | "revoked";
  readonly approval: string;
  readonly purpose: string;
  readonly validity: string;
  readonly requested_by?: PersonAnswer;
  readonly image: { readonly media_type: string; readonly width: number; readonly height: number };
  readonly created_at: string;
  readonly valid_until: string | null;
  readonly revoked_at: string | null;
}

/** The signatures of a running server. Every call throws CliError. */
export interface SignatureClient {
  create(image: Blob, request: object): Promise<SignatureAnswer>;
  find(id: string): Promise<SignatureAnswer>;
  list(query: Readonly<Record<string, string>>): Promise<readonly SignatureAnswer[]>;
  revoke(id: string): Promise<SignatureAnswer>;
  /** The picture itself; the server writes down who got it. */
  image(id: string): Promise<Uint8Array>;
}

const SIGNATURES = "/v1/signatures";
/** Milliseconds: megabytes may have a long way. */
const PATIENCE = 60_000;

export function createSignatureClient(connection: Connection): SignatureClient {
  const call = createApiCall(connection);
  return {
    async create(image, request) {
      const body = new FormData();
      body.set("image", image, "image");
      body.set("request", JSON.stringify(request));
      const response = await exchange(connection, SIGNATURES, { method: "POST", body });
      return readSignature(await response.json());
    },
    find: async (id) => readSignature(await call(one(id))),
    async list(query) {
      const { data } = await call(`${SIGNATURES}?${new URLSearchParams(query).toString()}`);
      if (!Array.isArray(data)) throw foreign();
      return data.map(readSignature);
    },
    revoke: async (id) => readSignature(await call(`${one(id)}/revoke`, { method: "POST" })),
    image: async (id) => new Uint8Array(await (await exchange(connection, `${one(id)}/image`)).arrayBuffer()),
  };
}

/** For what is not JSON on the way there or back. */
async function exchange({ url, token }: Connection, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = authorization(token);
  const signal = AbortSignal.timeout(PATIENCE);
  const request = { ...init, headers, signal, redirect: "manual" } as const;
  const response = await fetch(...reach(url, path, request)).catch((fault: unknown) => {
    throw explainNetwork(url, fault);
  });
  if (response.ok) return response;
  throw explainAnswer(url, response.status, await response.json().catch(() => undefined));
}

function one(id: string): string {
  if (!/^sig_\w+$/.test(id)) throw new CliError("usage", "an id looks like sig_…");
  return `${SIGNATURES}/${id}`;
}

function readSignature(answer: unknown): SignatureAnswer {
  if (isObject(answer) && typeof answer["id"] === "string" && typeof answer["status"] === "string")
    return answer as unknown as SignatureAnswer;
  throw foreign();
}

function foreign(): CliError {
  return new CliError("network", "the answer is not one of a countersign server", {
    hint: "COUNTERSIGN_URL or --url says where the server is",
  });
}
