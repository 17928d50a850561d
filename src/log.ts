import pino from "pino";
import pretty from "pino-pretty";

import { createScrubber, type Scrubber } from "./scrub.ts";

export type Log = pino.Logger;
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "text";
  /** A file descriptor; 1 is standard output. */
  readonly fd: number;
  /** Goes over each line as a whole, as the last before it is written. */
  readonly scrubber?: Scrubber | undefined;
}

/**
 * Lines of JSON for machines, or of text for people. Each is written before the call returns, so that the last one before
 * a crash is there; and none holds a secret, whatever was to be logged.
 */
export function createLog({ level, format, fd, scrubber = createScrubber() }: LogOptions): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (line) => hideSecrets(line) },
    hooks: { streamWrite: (line) => scrubber.scrub(line) },
  };
  if (format === "text") {
    return pino(options, pretty({ destination: fd, sync: true, singleLine: true }));
  }
  return pino(options, pino.destination({ dest: fd, sync: true }));
}

/** Names whose values never stand in a line, wherever they come from: `app_secret`, `encryptKey`, `Authorization`. */
const SECRET = /(token|secret|authorization|cookie|password|encrypt_?key)$/i;
const DEEPEST = 6;

function hideSecrets(line: object, levels: number = DEEPEST): Record<string, unknown> {
  const entries = Object.entries(line).map(([name, value]): [string, unknown] => [
    name,
    SECRET.test(name) ? "[secret]" : hideInside(value, levels),
  ]);
  return Object.fromEntries(entries);
}

function hideInside(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (levels === 0) return "[too deep]";
  if (Array.isArray(value)) return value.map((member) => hideInside(member, levels - 1));
  return hideSecrets(value instanceof Error ? pino.stdSerializers.err(value) : value, levels - 1);
}
