import type { ToolName } from "../plugin/host-messages.ts";
import { isJsonObject, type JsonObject, own } from "../protocol/json-object.ts";
import type { HandlerStore } from "../storage/sqlite/handler-store.ts";

/** Gives a handler what it asks for. Rejects with what the handler is told. */
export type HandlerTool = (name: string, tool: ToolName, args: readonly unknown[]) => Promise<unknown>;

export interface HandlerToolParts {
  readonly store: HandlerStore;
  /** Changes what a message shows, durably. */
  readonly updateCard: (messageId: string, card: JsonObject) => Promise<void>;
  /** Calls this server's own API, which checks what it is given; answers its JSON. */
  readonly api: (method: "GET" | "POST", path: string, body?: JsonObject) => Promise<JsonObject>;
}

/** What handlers can do, and each thing as somebody outside could: by the store's bounds and the API's checks. */
export function createHandlerTools({ store, updateCard, api }: HandlerToolParts): HandlerTool {
  const tools: Readonly<Record<ToolName, (name: string, args: readonly unknown[]) => unknown>> = {
    "store.get": (name, [key]) => store.get(name, readText(key, "key")),
    "store.set": (name, [key, value]) => store.set(name, readText(key, "key"), value),
    "store.delete": (name, [key]) => store.delete(name, readText(key, "key")),
    "cards.update": (_, [messageId, card]) =>
      updateCard(readText(messageId, "message id"), readObject(card, "card")),
    "approvals.create": (_, [request]) => api("POST", "/v1/approvals", readObject(request, "request")),
    "approvals.get": (_, [id]) => api("GET", `/v1/approvals/${encodeURIComponent(readText(id, "id"))}`),
  };
  return async (name, tool, args) => {
    if (!Object.hasOwn(tools, tool)) throw new TypeError(`there is no ${tool}`);
    return tools[tool](name, args);
  };
}

/** The API in process, as a bearer of a token that nobody else knows. Rejects with the API's code and message. */
export function callOwnApi(
  handle: (request: Request) => Response | Promise<Response>,
  token: string,
): HandlerToolParts["api"] {
  return async (method, path, body) => {
    const response = await handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const answer: unknown = await response.json();
    if (!isJsonObject(answer)) throw new Error("internal");
    if (response.ok) return answer;
    throw new Error(`${String(own(answer, "code"))}: ${String(own(answer, "message"))}`);
  };
}

function readText(value: unknown, what: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError(`${what} has to be a text`);
}

function readObject(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TypeError(`${what} has to be an object`);
}
