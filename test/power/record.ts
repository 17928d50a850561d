import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What the process did that reaches a disk, or that somebody outside was told, in its order. */
export type DiskAct =
  | { readonly kind: "write"; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly file: string; readonly size: number }
  | { readonly kind: "sync"; readonly file: string }
  | { readonly kind: "acknowledged"; readonly id: string };

const TRACED = "pwrite64,write,fsync,fdatasync,ftruncate";

/** Whether this machine has what the recording is made with, and lets it. */
export function canRecord(): boolean {
  if (Bun.which("strace") === null) return false;
  return Bun.spawnSync(["strace", "-o", "/dev/null", "true"]).exitCode === 0;
}

/** Runs the writer under strace. Throws when it did not do its work. */
export async function record(root: string, synchronous: string, decisions: number): Promise<DiskAct[]> {
  const dataDir = join(root, `data-${synchronous}`);
  const trace = join(root, `trace-${synchronous}`);
  mkdirSync(dataDir);
  const child = Bun.spawn(
    [
      ...tracing(trace),
      process.execPath,
      Bun.fileURLToPath(import.meta.resolve("./writer.ts")),
      dataDir,
      synchronous,
      String(decisions),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  await child.exited;
  const acts = readFileSync(trace, "latin1").split("\n").flatMap(readLine);
  const acknowledged = acts.filter(({ kind }) => kind === "acknowledged").length;
  if (acknowledged < decisions)
    throw new Error(`${acknowledged} of ${decisions} decisions: ${await child.stderr.text()}`);
  return acts;
}

function tracing(trace: string): readonly string[] {
  return ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", trace, "-e", `trace=${TRACED}`, "--"];
}

const CALL = /^(?:\d+ +)?(\w+)\((\d+)<([^>]*)>(?:, (.*))?/;

/** One line of strace's. A call that another thread's interrupts is written when it begins, with all that it was given. */
function readLine(line: string): DiskAct[] {
  const [, call = "", fd, path = "", rest = ""] = CALL.exec(line) ?? [];
  const file = basename(unhex(path));
  if (call === "write" && fd === "1") return readOutput(rest);
  return FILES.has(file) ? [readFileCall(call, file, rest)] : [];
}

const FILES = new Set(["countersign.db", "countersign.db-wal"]);

function readOutput(rest: string): DiskAct[] {
  const [, id] = /^acknowledged (\w+)/.exec(bytesOf(rest).toString()) ?? [];
  return id === undefined ? [] : [{ kind: "acknowledged", id }];
}

function readFileCall(call: string, file: string, rest: string): DiskAct {
  switch (call) {
    case "fsync":
    case "fdatasync":
      return { kind: "sync", file };
    case "ftruncate":
      return { kind: "truncate", file, size: Number.parseInt(rest, 10) };
    case "pwrite64":
      return { kind: "write", file, at: Number(/", \d+, (\d+)/.exec(rest)?.[1]), bytes: bytesOf(rest) };
    default:
      throw new Error(`${call} is not how SQLite writes`);
  }
}

function bytesOf(rest: string): Buffer {
  const end = rest.indexOf('"', 1);
  return Buffer.from(rest.slice(1, end).replaceAll(String.raw`\x`, ""), "hex");
}

/** With -xx paths are hexadecimal in some versions, and plain in others. */
function unhex(path: string): string {
  return path.startsWith(String.raw`\x`)
    ? Buffer.from(path.replaceAll(String.raw`\x`, ""), "hex").toString()
    : path;
}
