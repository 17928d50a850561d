import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { startProgram } from "../e2e/start-program.ts";

const SRC = join(import.meta.dir, "../../src");

/** What is loaded, by path, when a file of ours is. */
async function loadedBy(file: string): Promise<readonly string[]> {
  const script = `await import(${JSON.stringify(join(SRC, file))}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  await using program = startProgram([process.execPath, "-e", script]);
  expect(await program.ended).toBe(0);
  const paths = JSON.parse(program.out()) as string[];
  expect(paths).toContain(join(SRC, file));
  return paths.map((path) => path.replace(`${SRC}/`, ""));
}

describe("loading", () => {
  test("the table of commands brings no room that only one command needs", async () => {
    const loaded = await loadedBy("cli/run.ts");
    const heavy =
      /^(server\.ts|storage\/|sandbox\/|lark\/|transport\/|systemd\/)|node_modules\/(elysia|pino|drizzle-orm)\//;
    expect(loaded.filter((path) => heavy.test(path))).toEqual([]);
  });

  test("the server does without the sandbox", async () => {
    const loaded = await loadedBy("cli/serve/run-server.ts");
    expect(loaded).toContain("server.ts");
    expect(loaded.filter((path) => path.startsWith("sandbox/"))).toEqual([]);
  });
});
