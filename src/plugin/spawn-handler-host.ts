import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { HostProcess } from "./host-process.ts";
import { createLineValve } from "./line-valve.ts";

/** The hidden command by which this program runs handlers. */
const COMMAND = "handler-host";
const PAGE = 4096;
/** What a handler may know of the server's surroundings; secrets of its own begin with HANDLER_. */
const PASSED = /^(?:PATH|HOME|TZ|LANG|LC_[A-Z]+|TMPDIR|SSL_CERT_[A-Z]+|NODE_EXTRA_CA_CERTS|HANDLER_\w+)$/;

interface SpawnOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line that the handlers print. */
  readonly onPrint: (line: string) => void;
  /** Milliseconds from some moment on. */
  readonly monotonic: () => number;
}

/** Starts this very program once more, to run the handlers of a folder; it has none of the server's settings. */
export function spawnHandlerHost(
  dir: string,
  { env, onPrint, monotonic }: SpawnOptions,
): (files: readonly string[], onMessage: (message: unknown) => void) => HostProcess {
  const mayPrint = createLineValve(monotonic);
  const print = (line: string): void => {
    if (mayPrint()) onPrint(line);
  };
  return (files, onMessage) => {
    const child = Bun.spawn([...ownCommand(), COMMAND, dir, ...files], {
      cwd: dir,
      env: Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name))),
      stdio: ["ignore", "pipe", "pipe"],
      serialization: "json",
      ipc: (message: unknown) => onMessage(message),
    });
    void passLines(child.stdout, print);
    void passLines(child.stderr, print);
    return {
      send: (message) => child.send(message),
      kill: () => child.kill("SIGKILL"),
      memory: () => residentBytes(child.pid),
      exited: child.exited,
    };
  };
}

/** How this program is started: the binary, or Bun and the source. */
function ownCommand(): readonly string[] {
  const isBinary = Bun.main.startsWith("/$bunfs/");
  return isBinary ? [process.execPath] : [process.execPath, join(import.meta.dir, "../main.ts")];
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE;
  } catch {
    // Gone, or a system without it.
    return 0;
  }
}

const LONGEST_LINE = 2_000;

/** Passes on what is printed. All of it is read, so that nobody waits to print. */
async function passLines(stream: ReadableStream<Uint8Array>, write: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    for (const line of lines) if (line !== "") write(line.slice(0, LONGEST_LINE));
  }
}
