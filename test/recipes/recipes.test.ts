import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ADA, GROUP, openWorld, TOKEN, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "../e2e/start-program.ts";
import { tempDir } from "../support/temp-dir.ts";
import { readRecipes, type Recipe } from "./read-recipes.ts";

const RELEASED = "released";

/** A machine with `countersign` on its PATH, and a release to be done. */
function openMachine(world: World, { shell, env }: Recipe, expiresIn: string | undefined) {
  const home = tempDir();
  const bin = join(home, "bin");
  mkdirSync(bin);
  script(join(bin, "countersign"), `exec ${FROM_SOURCE.map((word) => `'${word}'`).join(" ")} "$@"`);
  script(join(home, "release.sh"), `touch ${RELEASED}`);
  const given = {
    ...env,
    PATH: `${bin}:${Bun.env["PATH"]}`,
    COUNTERSIGN_URL: world.url,
    COUNTERSIGN_TOKEN: TOKEN,
    APPROVAL_CHAT: GROUP,
    APPROVER: ADA,
    ...(expiresIn !== undefined && { APPROVAL_EXPIRES_IN: expiresIn }),
  };
  return {
    start: (text: string): Program => startProgram([...shell, text], { env: given, cwd: home }),
    hasReleased: () => existsSync(join(home, RELEASED)),
  };
}

function script(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** Runs the recipe as its CI does, until a script fails. */
async function run(world: World, recipe: Recipe, answer?: "approve" | "reject") {
  const machine = openMachine(world, recipe, answer === undefined ? "1s" : undefined);
  const answered = answer && world.card().then((card) => world.press(card, ADA, answer));
  let code = 0;
  for (const text of recipe.scripts) {
    await using program = machine.start(text);
    code = await program.ended;
    if (code !== 0) break;
  }
  await answered;
  return { code, released: machine.hasReleased() };
}

describe.each(readRecipes().map((recipe) => [recipe.name, recipe] as const))("%s", (_, recipe) => {
  test("goes on after a yes", async () => {
    await using world = await openWorld();
    expect(await run(world, recipe, "approve")).toEqual({ code: 0, released: true });
    const { data } = await world.client.list({});
    expect(data).toMatchObject([{ status: "approved", decisions: [{ by: { open_id: ADA } }] }]);
  });

  test("ends with 10 after a no", async () => {
    await using world = await openWorld();
    expect(await run(world, recipe, "reject")).toEqual({ code: 10, released: false });
  });

  test("ends with 11 when nobody answers in time", async () => {
    await using world = await openWorld();
    expect(await run(world, recipe)).toEqual({ code: 11, released: false });
  });

  test("hands on to people what is to be released, every word of it filled in", async () => {
    await using world = await openWorld();
    await run(world, recipe, "approve");
    const [asked] = (await world.client.list({})).data;
    expect(asked?.title).toMatch(/^Release .*(2\.4|812)/);
    for (const { value } of asked?.fields ?? []) expect(value).toMatch(/^\S+$/);
    expect(JSON.stringify(asked)).not.toMatch(/\$[A-Z{]/);
  });
});

describe("the shell script", () => {
  test("takes the request back when it is interrupted", async () => {
    await using world = await openWorld();
    const recipe = readRecipes().find(({ name }) => name === "the shell script");
    if (recipe === undefined) throw new Error("there is no such recipe");
    const machine = openMachine(world, recipe, undefined);
    // As Ctrl-C does: the signal goes to all that the terminal runs.
    await using program = machine.start(`exec setsid sh -c 'echo "group $$"; ${recipe.scripts.join()}'`);
    const [, group] = await program.find(/group (\d+)/);
    await program.find(/asked: apr_/);
    process.kill(-Number(group), "SIGINT");
    expect([await program.ended, machine.hasReleased()]).toEqual([130, false]);
    expect((await world.client.list({})).data).toMatchObject([{ status: "cancelled" }]);
  });
});
