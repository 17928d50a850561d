import type { Tenant } from "../tenant/tenant.ts";
import type { SandboxMessage } from "../view.ts";
import { PlatformError } from "./platform-error.ts";

/** Throws PlatformError 99992354 when there was never such a message; a recalled one is found. */
export function findMessage({ messages }: Tenant, messageId = ""): SandboxMessage {
  const message = messages.find(messageId);
  if (!message) throw new PlatformError(99992354, `these ids not existed: [${messageId}]`);
  return message;
}
