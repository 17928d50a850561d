import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tidyAtSignal } from "../support/tidy-at-signal.ts";
import { chaos } from "./chaos.ts";
import { type PlantedSource, SOURCES } from "./planted-sources.ts";

const KILLS = 25;

/** Whether every planted fault was seen; of those alone whose name has these words. */
export async function showFaults(seed: number, words = ""): Promise<boolean> {
  const chosen = SOURCES.filter(({ name }) => name.includes(words));
  if (chosen.length === 0) console.error(`no planted fault is named “${words}”`);
  let all = chosen.length > 0;
  for (const planted of chosen) {
    const root = mkdtempSync(join(tmpdir(), "countersign-planted-"));
    using _ = tidyAtSignal(() => rmSync(root, { recursive: true, force: true }));
    try {
      const binary = await build(root, planted);
      const { wrong } = await chaos({ binary, kills: KILLS, seed, patience: 12_000 });
      all &&= wrong.length > 0;
      console.log(
        `${wrong.length > 0 ? "found" : "NOT FOUND"}: ${planted.name}, seed ${seed}: ${wrong[0]?.split("\n")[0] ?? ""}`,
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return all;
}

async function build(root: string, { name, edits }: PlantedSource): Promise<string> {
  const home = join(import.meta.dir, "../..");
  cpSync(join(home, "src"), join(root, "src"), { recursive: true });
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(home, file), join(root, file));
  symlinkSync(join(home, "node_modules"), join(root, "node_modules"));
  for (const [file, from, to] of edits) {
    const path = join(root, "src", file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${name}: ${file} has no “${from}” any more`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  const binary = join(root, "countersign");
  const flags = ["--compile", "--format=esm", "--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"];
  const built = Bun.spawnSync([process.execPath, "build", "src/main.ts", ...flags, "--outfile", binary], {
    cwd: root,
  });
  if (built.exitCode !== 0) throw new Error(`${name} does not build: ${built.stderr.toString()}`);
  return binary;
}
