import type { SandboxClick, SandboxClickResult, SandboxEvent, SandboxFault, SandboxView } from "../view.ts";

/** The sandbox's server, as the page calls it. */
export interface SandboxClient {
  /** Rejects if the sandbox cannot be reached or refuses. */
  state(): Promise<SandboxView>;
  click(click: SandboxClick): Promise<SandboxClickResult>;
  addFault(fault: Omit<SandboxFault, "id">): Promise<void>;
  removeFault(id: string): Promise<void>;
  /** Calls back for as long as the page lives; `onConnection(true)` after each connecting, the first one included. */
  listen(onEvent: (event: SandboxEvent) => void, onConnection: (isConnected: boolean) => void): void;
}

export function createSandboxClient(base = "/sandbox"): SandboxClient {
  return {
    state: async () => (await call("GET", `${base}/state`)).json() as Promise<SandboxView>,
    click: async (click) =>
      (await call("POST", `${base}/clicks`, click)).json() as Promise<SandboxClickResult>,
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

/** Where the sandbox serves the images of cards. */
export function imageUrl(imageKey: string): string {
  return `/sandbox/images/${encodeURIComponent(imageKey)}`;
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
