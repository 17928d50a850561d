import { expect, onTestFinished, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { fakeIo } from "../cli/fake-io.ts";

const ROOT = join(import.meta.dir, "../..");

/** What an editor would say of a handler beside the printed types. */
async function check(code: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "countersign-types-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const io = fakeIo();
  await run(["handlers", "types"], io);
  writeFileSync(join(dir, "countersign.d.ts"), io.out());
  writeFileSync(join(dir, "handler.ts"), code);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--allowImportingTsExtensions"];
  const { stdout } = Bun.spawnSync(
    [
      join(ROOT, "node_modules/.bin/tsc"),
      ...options,
      "--module",
      "preserve",
      "--target",
      "esnext",
      "handler.ts",
      "countersign.d.ts",
    ],
    { cwd: dir },
  );
  return stdout.toString();
}

test("the printed types are those that handlers are run with, both ways", async () => {
  const same = await check(`
    import type * as Printed from "countersign/handler";
    import type { CardAction } from "countersign/card-action";
    import type * as Run from "${ROOT}/src/plugin/handler.ts";
    import type { CardAction as RunAction } from "${ROOT}/src/interop/card-action.ts";
    export const tools = (it: Run.HandlerTools): Printed.HandlerTools => it;
    export const action = (it: RunAction): CardAction => it;
    export const back = (it: CardAction): RunAction => it;
    export const event = (it: Run.HandledEvent): Printed.HandledEvent => it;
    export const handler = (it: Printed.EventHandler): Run.EventHandler => it;
  `);
  expect(same).not.toMatch(/handler\.ts\(/);
}, 30_000);

test("an editor that has them finds what is wrong with a handler", async () => {
  const good = `
    import type { CardHandler } from "countersign/handler";
    export default { type: "card.action.trigger", handle: ({ open_id }) => ({ toast: { type: "info", content: open_id } }) } satisfies CardHandler;`;
  expect(await check(good)).toBe("");
  expect(await check(good.replace('"info"', '"loud"'))).toContain("loud");
  expect(await check(good.replace("{ open_id }", "{ openId: open_id }"))).toContain("openId");
}, 30_000);
