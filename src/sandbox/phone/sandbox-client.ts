import type {
  SandboxClick,
  SandboxClickResult,
  SandboxEvent,
  SandboxFault,
  SandboxMessage,
  SandboxSaying,
  SandboxView,
} from "../view.ts";

/** The sandbox's server, as the page calls it. */
export interface SandboxClient {
  /** Rejects if the sandbox cannot be reached or refuses. */
  state(): Promise<SandboxView>;
  click(click: SandboxClick): Promise<SandboxClickResult>;
  say(saying: SandboxSaying): Promise<SandboxMessage>;
  /** How many long connections were open, and now are cut. */
  cutConnections(): Promise<number>;
  /** How many long connections are open, and from now on silent. */
  silenceConnections(): Promise<number>;
  addFault(fault: Omit<SandboxFault, "id">): Promise<void>;
  removeFault(id: string): Promise<void>;
  /** Calls back for as long as the page lives; `onConnection(true)` after each connecting, the first one included. */
  listen(onEvent: (event: SandboxEvent) => void, onConnection: (isConnected: boolean) => void): void;
}
