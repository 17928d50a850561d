import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const SCRIPT = resolve(import.meta.dir, "../../install.sh");

// What a bare system has; Bun and Node.js are not among them.
const TOOLS =
  "sh bash cat curl env chmod cmp cp cut dirname grep gzip head id mkdir mktemp mv pwd rm sed sha256sum shasum tar tr uname wc".split(
    " ",
  );

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A home directory and a PATH with nothing on it but what every system has. */
export class Machine {
  readonly home: string;
  /** Where install.sh puts things if it is told nothing else. */
  readonly bin: string;
  readonly tools: string;

  private constructor(home: string) {
    this.home = home;
    this.bin = join(home, ".local/bin");
    this.tools = join(home, "tools");
  }

  static async create(): Promise<Machine> {
    const machine = new Machine(await mkdtemp(join(tmpdir(), "countersign-install-")));
    await mkdir(machine.tools);
    for (const tool of TOOLS) await machine.link(tool);
    return machine;
  }

  /** Puts a program of this machine on the PATH, where it has it. */
  async link(tool: string): Promise<void> {
    const path = Bun.which(tool);
    if (path !== null) await symlink(path, join(this.tools, tool));
  }

  async forget(tool: string): Promise<void> {
    await rm(join(this.tools, tool), { force: true });
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true });
  }

  install(...options: readonly string[]): Promise<Ended> {
    return this.run("sh", SCRIPT, ...options);
  }

  async run(...command: readonly string[]): Promise<Ended> {
    const env = { HOME: this.home, PATH: this.tools, TMPDIR: this.home };
    const child = Bun.spawn([...command], { env, cwd: this.home, stdout: "pipe", stderr: "pipe" });
    const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { code, out, err };
  }

  /** The contents of the directory that is installed to, by name. */
  async installed(): Promise<Readonly<Record<string, string>>> {
    const names = await readdir(this.bin).catch(() => []);
    const files = names.map(async (name) => [name, await Bun.file(join(this.bin, name)).text()] as const);
    return Object.fromEntries(await Promise.all(files));
  }

  /** Puts a shell script on the PATH in place of the program of that name. */
  async stub(name: string, script: string): Promise<void> {
    const file = join(this.tools, name);
    await rm(file, { force: true });
    await Bun.write(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }
}
