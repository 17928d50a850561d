import pino from "pino";
import pretty from "pino-pretty";

export type Log = pino.Logger;
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What never stands in a line of the log, wherever it comes from. */
const SECRETS = [
  "token",
  "secret",
  "authorization",
  "app_secret",
  "encrypt_key",
  "verification_token",
  "password",
];

/**
 * Lines on `fd` (1 is standard output): JSON for machines, or text for people. Each line is written before the call
 * returns, so that the last one before a crash is there.
 */
export function createLog({
  level,
  format,
  fd,
}: {
  level: LogLevel;
  format: "json" | "text";
  fd: number;
}): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
  };
  if (format === "text") {
    return pino(options, pretty({ destination: fd, sync: true, singleLine: true }));
  }
  return pino(options, pino.destination({ dest: fd, sync: true }));
}
