import type { EventVersion, NewEvent } from "./callback/event-body.ts";
import type { EventOutcome } from "./callback/event-line.ts";
import type { Delivery } from "./callback/send-callback.ts";
import type { Click } from "./client/click.ts";
import type { Say } from "./client/say.ts";
import type { NewFault } from "./faults.ts";
import type { ShownAddons } from "./registration/read-addons.ts";
import type { SandboxScan } from "./registration/registrations.ts";
import type { SandboxApp } from "./tenant/tenant.ts";
import type { SandboxEvent, SandboxFault, SandboxMessage, SandboxView } from "./view.ts";

/** A pretend Lark on this machine: its Open API, its callbacks, its clients, and a page that shows a phone. */
export interface Sandbox {
  readonly app: SandboxApp;
  /** Listens on loopback, on any free port if it is told of none. Returns the base URL, which is also the API's domain. */
  listen(at?: { readonly host?: string | undefined; readonly port?: number | undefined }): string;
  /** Throws SandboxError "not_listening" before `listen`. */
  readonly url: string;
  /** Cuts every connection. */
  stop(): Promise<void>;
  view(): SandboxView;
  message(messageId: string): SandboxMessage | undefined;
  /** Tells of everything that happens from now on. Returns the way to stop it. */
  subscribe(listener: (event: SandboxEvent) => void): () => void;
  readonly click: Click;
  readonly say: Say;
  /**
   * Scans the code behind which an app waits to be made, and says yes, or no. Answers what its page showed; the app has
   * subscribed to just that from then on. Throws SandboxError "code_not_found" or "person_not_found".
   */
  scan(scan: SandboxScan): ShownAddons;
  /** Tells the app of an event, again and again until it is acknowledged or given up; of version 2.0 if none is named. */
  sendEvent(event: NewEvent, options?: { readonly version?: EventVersion }): Promise<EventOutcome>;
  /** Where clicks go from now on. */
  setCallbackUrl(url: string): void;
  /** Sends a challenge as the developer console does; true if it came back. */
  verifyCallbackUrl(): Promise<boolean>;
  /** Sends the last callback's bytes again. The platform never does; somebody who had listened might. */
  replayCallback(): Promise<Delivery>;
  /** Long connections that are open. */
  readonly connections: number;
  /** Cuts the long connections as a lost network does. */
  cutConnections(): void;
  /** Says nothing more on the long connections, and leaves them open. */
  silenceConnections(): void;
  addFault(fault: NewFault): SandboxFault;
  clearFaults(): void;
  /** Ends all access tokens now, whatever they had left. */
  expireTokens(): void;
}
