import { expect } from "bun:test";
import { join } from "node:path";

import { scripts } from "../../package.json" with { type: "json" };

/** Builds the executable as `bun run build` does, to another place. */
export function buildBinary(to: string): void {
  const [, build = ""] = scripts.build.split("bun run setup && ");
  const [bun, ...flags] = build.replace("dist/countersign", to).split(" ");
  expect([bun, flags.at(-1)]).toEqual(["bun", to]);
  const { success, stderr } = Bun.spawnSync([process.execPath, ...flags], {
    cwd: join(import.meta.dir, "../.."),
  });
  if (!success) throw new Error(stderr.toString());
}
