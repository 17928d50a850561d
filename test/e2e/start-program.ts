import { join } from "node:path";

/** The program as it runs from source. */
export const FROM_SOURCE: readonly string[] = [process.execPath, join(import.meta.dir, "../../src/main.ts")];

export interface ProgramOptions {
  /** All of its environment: nothing of ours is handed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

/** A run of the program in a process of its own. Ended, by force if need be, when it goes out of scope. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** All that it has written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** The first match in what it has written or writes. Rejects, showing all of it, when that takes too long or it ends. */
  find(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGKILL"): void;
  /** How it ended, after all that it wrote was read. A signal that ended it gives 128 and its number. */
  readonly ended: Promise<number>;
}

const PATIENCE = 20_000;

export function startProgram(command: readonly string[], options: ProgramOptions = {}): Program {
  const child = Bun.spawn([...command], {
    // Nor does a file of settings on this machine count.
    env: { COUNTERSIGN_CONFIG: "/dev/null", ...options.env },
    cwd: options.cwd ?? "/",
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const written = { out: "", err: "" };
  const read = async (stream: ReadableStream<Uint8Array>, into: "out" | "err"): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) written[into] += decoder.decode(chunk, { stream: true });
  };
  const reading = Promise.all([read(child.stdout, "out"), read(child.stderr, "err")]);
  const ended = reading.then(() => child.exited);
  return {
    pid: child.pid,
    out: () => written.out,
    err: () => written.err,
    async find(pattern) {
      const deadline = performance.now() + PATIENCE;
      for (;;) {
        const over = child.exitCode !== null || performance.now() > deadline;
        if (over) await reading;
        const found = pattern.exec(written.out) ?? pattern.exec(written.err);
        if (found !== null) return found;
        if (over) throw new Error(`no ${pattern} in:\n${written.out}\n${written.err}`);
        await Bun.sleep(5);
      }
    },
    signal: (signal) => child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
