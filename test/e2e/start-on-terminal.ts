/** A run of the program on a terminal of its own, as somebody sees it and types. Ended when it goes out of scope. */
interface Sitting extends AsyncDisposable {
  /** All that the terminal has shown so far, what was typed and echoed included. */
  readonly screen: () => string;
  /** The first match in what it shows. Rejects, showing all of it, when that takes too long or it ends. */
  find(pattern: RegExp): Promise<RegExpExecArray>;
  type(keys: string): void;
  /** How it ended. */
  readonly ended: Promise<number>;
}

interface SittingOptions {
  /** All of its environment, besides that no file of settings on this machine counts. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

const PATIENCE = 20_000;

export function startOnTerminal(command: readonly string[], options: SittingOptions = {}): Sitting {
  const decoder = new TextDecoder();
  let shown = "";
  const child = Bun.spawn([...command], {
    env: { COUNTERSIGN_CONFIG: "/dev/null", TERM: "xterm-256color", ...options.env },
    cwd: "/",
    terminal: {
      cols: options.columns ?? 100,
      rows: options.rows ?? 50,
      data: (_, bytes) => void (shown += decoder.decode(bytes, { stream: true })),
    },
  });
  return {
    screen: () => shown,
    async find(pattern) {
      const deadline = performance.now() + PATIENCE;
      for (;;) {
        const over = child.exitCode !== null || performance.now() > deadline;
        const found = pattern.exec(shown);
        if (found !== null) return found;
        if (over) throw new Error(`no ${pattern} in:\n${shown}`);
        await Bun.sleep(5);
      }
    },
    type: (keys) => void child.terminal?.write(keys),
    ended: child.exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      child.terminal?.close();
    },
  };
}
