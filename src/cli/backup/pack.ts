import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from "node:fs";

/** What may wait in memory for the disk: a server's own commits wait behind it. */
const BURST = 8 * 2 ** 20;

/** Packs the files of `dir`, in this order, into a tar archive that is on disk when this is fulfilled; mode 0600. */
export async function pack(dir: string, files: readonly string[], archive: string): Promise<void> {
  const { create } = await import("tar");
  const fd = openSync(archive, "wx", 0o600);
  try {
    let waiting = 0;
    for await (const chunk of create({ cwd: dir, portable: true, strict: true }, [...files])) {
      for (let written = 0; written < chunk.length;) written += writeSync(fd, chunk, written);
      waiting += chunk.length;
      if (waiting < BURST) continue;
      fdatasyncSync(fd);
      waiting = 0;
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
