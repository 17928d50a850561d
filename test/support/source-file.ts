import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SRC = join(import.meta.dir, "../../src");

/** A file of src, with what it takes from elsewhere. */
export interface SourceFile {
  /** From src, such as `approval/decide.ts`. */
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** A path from src, or a package. */
  readonly from: string;
  readonly isPackage: boolean;
  /** Erased when it runs: `import type`, or nothing but `type` names. */
  readonly isType: boolean;
}

export function readSources(): readonly SourceFile[] {
  const found = new Bun.Glob("**/*.ts").scanSync(SRC);
  return [...found].toSorted().map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(SRC, path), "utf8");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
  return { path, text, code, imports: [...code.matchAll(IMPORT)].map((match) => readImport(path, match)) };
}

/** A statement that imports for its effects, one that imports or re-exports names, or a call that imports. */
const IMPORT =
  /^import\s+"([^"\n]+)"|^(?:import|export)\s([^"';=(]+?)\sfrom\s+"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/gm;

function readImport(path: string, [, effect, names = "", named, called]: RegExpExecArray): Import {
  const from = effect ?? named ?? called ?? "";
  const isPackage = !from.startsWith(".");
  return {
    from: isPackage ? from : relative(SRC, join(SRC, dirname(path), from)),
    isPackage,
    isType: /^type\b/.test(names) || /^\{(\s*type\s[^,}]*,?)+\s*\}$/.test(names),
  };
}

/** The room that a file is in: `storage/sqlite`, `approval`, or a file of its own, `server.ts`, `../package.json`. */
export function roomOf(path: string): string {
  if (path.startsWith("../")) return path;
  const [room = "", inner = "", ...deeper] = path.split("/");
  return (room === "storage" || room === "transport") && deeper.length > 0 ? `${room}/${inner}` : room;
}
