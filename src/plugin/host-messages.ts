import type { JsonObject } from "../protocol/json-object.ts";
import type { HandlerErrorCode } from "./handler-error.ts";

/** What a loaded handler says of itself. */
export interface HandlerInfo {
  /** Its file's name without the ending: what rules name it by. */
  readonly name: string;
  readonly file: string;
  readonly type: string;
  readonly match?: JsonObject | undefined;
}

/** To the process that runs the handlers. */
export type ToHost =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly input: JsonObject }
  /** Answered by the next turn of its event loop, or it is blocked. */
  | { readonly kind: "ping"; readonly id: number }
  | { readonly kind: "given"; readonly id: number; readonly value?: unknown }
  | { readonly kind: "refused"; readonly id: number; readonly message: string };

/** From the process that runs the handlers. */
export type FromHost =
  /** The file that is run next: if nothing comes after it, it is to blame. */
  | { readonly kind: "loading"; readonly file: string }
  | {
      readonly kind: "ready";
      readonly handlers: readonly HandlerInfo[];
      readonly faults: readonly { readonly file: string; readonly message: string }[];
    }
  | { readonly kind: "done"; readonly id: number; readonly answer?: unknown }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly code: HandlerErrorCode;
      readonly message: string;
    }
  | { readonly kind: "pong"; readonly id: number }
  | {
      readonly kind: "ask";
      readonly id: number;
      readonly name: string;
      readonly tool: ToolName;
      readonly args: readonly unknown[];
    }
  | {
      readonly kind: "log";
      readonly name: string;
      readonly level: "info" | "warn" | "error";
      readonly message: string;
      readonly details?: JsonObject | undefined;
    };

export type ToolName =
  "store.get" | "store.set" | "store.delete" | "cards.update" | "approvals.create" | "approvals.get";
