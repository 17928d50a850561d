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

  async kill(): Promise<void> {
    this.#program?.signal("SIGKILL");
    await this.#program?.ended;
  }

  /** As an operator stops it. */
  async stop(): Promise<void> {
    this.#program?.signal("SIGTERM");
    await this.#program?.ended;
  }

  /** Whether `audit verify` finds the log as it was written. */
  async verifyAudit(): Promise<string | undefined> {
    const command = [this.#binary, "audit", "verify", "--data-dir", this.#env["COUNTERSIGN_DATA_DIR"] ?? ""];
    await using program = startProgram(command);
    return (await program.ended) === 0 ? undefined : program.err();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

function isAlive(url: string): Promise<boolean> {
  return fetch(`${url}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );
}
