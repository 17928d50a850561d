import { ProtocolError } from "../../src/protocol/protocol-error.ts";

/** The code that a call is refused with, or "accepted"; anything thrown that is not a ProtocolError goes on. */
export function protocolCode(call: () => unknown): string {
  try {
    call();
    return "accepted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
