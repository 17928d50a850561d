import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Writes a file so that under its name there is the old text or the new one, whole, whatever happens meanwhile. */
export function writeFileWhole(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const staged = `${path}.${process.pid}.new`;
  const fd = openSync(staged, "wx", mode);
  try {
    writeSync(fd, text);
    // Whatever the umask took away.
    fchmodSync(fd, mode);
    fsyncSync(fd);
    renameSync(staged, path);
  } catch (fault) {
    rmSync(staged, { force: true });
    throw fault;
  } finally {
    closeSync(fd);
  }
}
