import type { ToHost } from "./host-messages.ts";

/** The process that runs the handlers, as its parent sees it. */
export interface HostProcess {
  send(message: ToHost): void;
  /** Ends it at once. */
  kill(): void;
  /** Resident memory in bytes. */
  memory(): number;
  readonly exited: Promise<unknown>;
}
