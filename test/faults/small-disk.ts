import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openWorld, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "../e2e/start-program.ts";

/** A server in a process of its own, whose data directory is a small disk that nobody else has. */
export interface OnSmallDisk extends AsyncDisposable {
  readonly world: World;
  readonly program: Program;
  /** The data directory as this process reaches it. */
  readonly dataDir: string;
  /** Leaves no byte on the disk. */
  fill(): void;
  /** Takes back what `fill` has written. */
  makeRoom(): void;
}

/** Why there can be no such disk here, or undefined. Root mounts it at once; anybody else as root of a user namespace. */
export function whyNoDisk(): string | undefined {
  if (Bun.which("unshare") === null) return "there is no unshare";
  return Bun.spawnSync([...unshare(), "mount", "-t", "tmpfs", "none", "/mnt"]).success
    ? undefined
    : "no mounts of one's own here";
}

export async function startOnSmallDisk(mib: number, mount = `size=${mib}m`): Promise<OnSmallDisk> {
  const world = await openWorld();
  await world.stopServer();
  const program = startProgram(onDisk(world.dataDir, mount, [...FROM_SOURCE, "serve"]), { env: world.env });
  await program.find(/"msg":"ready"/);
  const dataDir = `/proc/${program.pid}/root${world.dataDir}`;
  const filler = join(dataDir, "filler");
  return {
    world,
    program,
    dataDir,
    fill() {
      writeFileSync(filler, "");
      for (const bytes of [2 ** 20, 2 ** 12, 1]) appendAll(filler, Buffer.alloc(bytes));
    },
    makeRoom: () => rmSync(filler),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** The command that runs another on a disk of its own at `dir`; with it the disk goes. */
export function onDisk(dir: string, mount: string, command: readonly string[]): readonly string[] {
  const script = 'mount -t tmpfs -o "$1" none "$0" && shift && exec "$@"';
  return [...unshare(), "sh", "-c", script, dir, mount, ...command];
}

function appendAll(path: string, bytes: Buffer): void {
  try {
    for (;;) appendFileSync(path, bytes);
  } catch (fault) {
    if (!(fault instanceof Error && "code" in fault && fault.code === "ENOSPC")) throw fault;
  }
}

function unshare(): readonly string[] {
  return process.getuid?.() === 0
    ? ["unshare", "--mount"]
    : ["unshare", "--user", "--map-root-user", "--mount"];
}
