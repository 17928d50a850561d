import { type Program, startProgram } from "../e2e/start-program.ts";

/** The built server, always on the same port and data directory, which can be killed and started again. */
export class KilledServer implements AsyncDisposable {
  readonly url: string;
  readonly #binary: string;
  readonly #env: Readonly<Record<string, string>>;
  #program: Program | undefined;

  constructor(binary: string, env: Readonly<Record<string, string>>) {
    const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    probe.stop(true);
    this.url = `http://127.0.0.1:${probe.port}`;
    this.#binary = binary;
    this.#env = { ...env, COUNTERSIGN_LISTEN: `127.0.0.1:${probe.port}` };
  }

  /** Fulfilled once it is ready for calls. */
  async start(): Promise<void> {
    const program = startProgram([this.#binary, "serve", "--log-level", "error"], { env: this.#env });
    this.#program = program;
    let code: number | undefined;
    void program.ended.then((ended) => (code = ended));
    while (!(await isAlive(this.url))) {
      if (code !== undefined) throw new Error(`serve ended with ${code}: ${program.err()}`);
      await Bun.sleep(2);
    }
  }

  /** Answers how it had ended before, if it was not this that ended it. */
  kill(): Promise<string | undefined> {
    return this.#end("SIGKILL", 128 + 9);
  }

  /** For where nothing can be waited for: it has gone when this returns. */
  killNow(): void {
    this.#program?.signal("SIGKILL");
    Bun.sleepSync(100);
  }

  /** As an operator stops it. Answers how it ended, if that was not well. */
  stop(): Promise<string | undefined> {
    return this.#end("SIGTERM", 0);
  }

  /** Whether `audit verify` finds the log as it was written. */
  async verifyAudit(): Promise<string | undefined> {
    const command = [this.#binary, "audit", "verify", "--data-dir", this.#env["COUNTERSIGN_DATA_DIR"] ?? ""];
    await using program = startProgram(command);
    return (await program.ended) === 0 ? undefined : program.err();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: "SIGKILL" | "SIGTERM", expected: number): Promise<string | undefined> {
    const program = this.#program;
    program?.signal(signal);
    const code = (await program?.ended) ?? expected;
    return code === expected ? undefined : `the server ended with ${code}: ${program?.err()}`;
  }
}

function isAlive(url: string): Promise<boolean> {
  return fetch(`${url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );
}
