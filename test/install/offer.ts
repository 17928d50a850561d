import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import type { Machine } from "./machine.ts";
import { releaseArchive, sha256 } from "./release-archive.ts";

/** An executable that says its version, as the program does. */
export const program = (version: string): string => `#!/bin/sh\necho "countersign ${version} (bun 1.4.5)"\n`;

/** Makes the machine say that it is this one. */
export async function isSystem(
  machine: Machine,
  kernel: string,
  processor: string,
  libc = "glibc",
  avx2 = true,
): Promise<void> {
  await machine.stub("uname", `case $1 in -s) echo ${kernel} ;; *) echo ${processor} ;; esac`);
  await machine.stub("ldd", `echo "ldd (${libc})"`);
  const grep = Bun.which("grep") ?? "";
  await machine.stub("grep", `case "$*" in *avx2*) exit ${avx2 ? 0 : 1} ;; esac\nexec ${grep} "$@"`);
}

/** A release in a directory of a machine that is a Linux on x64. */
export class Offer {
  readonly directory: string;
  readonly #machine: Machine;

  private constructor(machine: Machine) {
    this.#machine = machine;
    this.directory = join(machine.home, "release");
  }

  static async on(machine: Machine): Promise<Offer> {
    const offer = new Offer(machine);
    await mkdir(offer.directory);
    await isSystem(machine, "Linux", "x86_64");
    return offer;
  }

  /** Puts an archive there, with its line in checksums.txt. Answers its path. */
  async add(version: string, platform = "linux_x64"): Promise<string> {
    const archive = join(this.directory, `countersign_${version}_${platform}.tar.gz`);
    await writeFile(archive, await readFile(await releaseArchive(this.#machine.home, program(version))));
    await this.list(`${await sha256(archive)}  ${basename(archive)}\n`);
    return archive;
  }

  /** Adds a line to checksums.txt. */
  async list(line: string): Promise<void> {
    await writeFile(join(this.directory, "checksums.txt"), line, { flag: "a" });
  }

  /** It on a web server; what is not there is a page that says so. */
  serve() {
    const { directory } = this;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        const file = Bun.file(join(directory, basename(new URL(request.url).pathname)));
        if (await file.exists()) return new Response(file);
        return new Response("<html>not found</html>", { status: 404 });
      },
    });
    return { url: server.url.origin, [Symbol.asyncDispose]: () => server.stop(true) };
  }
}
