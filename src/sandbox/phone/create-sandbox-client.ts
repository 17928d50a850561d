import type { SandboxClickResult, SandboxEvent, SandboxMessage, SandboxView } from "../view.ts";
import type { SandboxClient } from "./sandbox-client.ts";

/** A client of the sandbox that the page comes from. */
export function createSandboxClient(base = "/sandbox"): SandboxClient {
  return {
    state: async () => (await call("GET", `${base}/state`)).json() as Promise<SandboxView>,
    click: async (click) =>
      (await call("POST", `${base}/clicks`, click)).json() as Promise<SandboxClickResult>,
    say: async (saying) => (await call("POST", `${base}/messages`, saying)).json() as Promise<SandboxMessage>,
    cutConnections: async () => connectionsIn(await call("DELETE", `${base}/connections`)),
    silenceConnections: async () => connectionsIn(await call("POST", `${base}/connections/silence`)),
    addFault: async (fault) => void (await call("POST", `${base}/faults`, fault)),
    removeFault: async (id) => void (await call("DELETE", `${base}/faults/${encodeURIComponent(id)}`)),
    listen(onEvent, onConnection) {
      const events = new EventSource(`${base}/events`);
      events.addEventListener("open", () => onConnection(true));
      events.addEventListener("error", () => onConnection(false));
      events.addEventListener("message", ({ data }) => onEvent(JSON.parse(String(data)) as SandboxEvent));
    },
  };
}

async function connectionsIn(response: Response): Promise<number> {
  return ((await response.json()) as { readonly connections: number }).connections;
}

async function call(method: string, url: string, body?: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(
    url,
    body === undefined ? { method } : { method, headers, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
