import { relative } from "node:path";
import { isatty } from "node:tty";

import { EXIT } from "./exit-codes.ts";
import type { Io, Output, Signal } from "./io.ts";
import { readHiddenLine, readLine } from "./read-line.ts";

/** The process as the world around a command. The only place that touches it, besides main.ts. */
export function processIo(): Io {
  return {
    env: Bun.env,
    uid: process.getuid?.() ?? 0,
    self: self(),
    execPath: isCompiled() ? process.execPath : undefined,
    stdout: output(process.stdout, 1),
    stderr: output(process.stderr, 2),
    isStdinTerminal: isatty(0),
    readStdin: () => Bun.stdin.text(),
    readLine: () => readLine(process.stdin),
    readHidden,
    clock: () => new Date(),
    onSignal,
    onUncaught,
    exit: (code) => process.exit(code),
  };
}

function output(stream: NodeJS.WriteStream, fd: number): Output {
  // Whoever reads us has gone (`| head -1`). Nothing more can be said, and 0 would be a yes that nobody gave.
  stream.on("error", () => process.exit(EXIT.general));
  const isTerminal = isatty(fd);
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    hasColors: isTerminal && !Bun.env["NO_COLOR"] && Bun.env["TERM"] !== "dumb",
    // Some terminals say 0 for what they do not know.
    columns: isTerminal && stream.columns > 0 ? stream.columns : undefined,
    rows: isTerminal && stream.rows > 0 ? stream.rows : undefined,
    fd,
  };
}

/** The line end that was typed is not shown either. */
async function readHidden(question: string): Promise<string | undefined> {
  const line = await readHiddenLine(process.stdin, {
    ask: () => void process.stderr.write(question),
    onInterrupt() {
      process.stderr.write("\n");
      process.exit(EXIT.interrupted);
    },
  });
  process.stderr.write("\n");
  return line;
}

function onSignal(signals: readonly Signal[], listener: (signal: Signal) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

function onUncaught(listener: (fault: unknown) => void): () => void {
  process.on("unhandledRejection", listener);
  process.on("uncaughtException", listener);
  return () => {
    process.off("unhandledRejection", listener);
    process.off("uncaughtException", listener);
  };
}

function isCompiled(): boolean {
  return Bun.main.startsWith("/$bunfs/");
}

function self(): string {
  if (isCompiled()) return Bun.which("countersign") === process.execPath ? "countersign" : process.execPath;
  const bun = process.execPath.includes("/_npx/") ? `npx --yes bun@${Bun.version}` : "bun";
  return `${bun} ${relative(process.cwd(), Bun.main)}`;
}
