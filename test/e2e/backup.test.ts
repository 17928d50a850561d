import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { aBody, ADA, openWorld, until, type World } from "./open-world.ts";
import { FROM_SOURCE, startProgram } from "./start-program.ts";

/** An update that was on its way in the moment of the backup is made once more after fifteen seconds. */
const AFTER_EVERY_CALL = 25_000;

test("After kill -9, a backup that was made amid decisions is a server again: with all before it, and cards that are right", async () => {
  await using world = await openWorld();
  const root = mkdtempSync(join(tmpdir(), "countersign-test-"));
  using _ = { [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
  const [file, restored] = [join(root, "a.backup"), join(root, "restored")];
  await world.stopServer();
  const before: string[] = [];
  let open = "";
  {
    await using server = startProgram([...FROM_SOURCE, "serve"], { env: world.env });
    await server.find(/ready/);
    for (let made = 0; made < 3; made += 1) before.push(await decide(world, `before ${made}`));
    ({ id: open } = await ask(world, "open"));
    await using backup = startProgram([...FROM_SOURCE, "backup", file, "--data-dir", world.dataDir]);
    const during = await decide(world, "during");
    expect([await backup.ended, backup.err()]).toEqual([0, ""]);
    // Decided after the backup: the chat has shown what the restored server does not know.
    await world.press(await cardOf(world, "open"), ADA);
    expect((await world.client.find(open)).status).toBe("approved");
    await cardOf(world, "open", "green");
    expect((await world.client.find(during)).status).toBe("approved");
    server.signal("SIGKILL");
    await server.ended;
  }
  const env = { ...world.env, COUNTERSIGN_DATA_DIR: restored };
  await using restore = startProgram([...FROM_SOURCE, "restore", file, "--yes"], { env });
  expect([await restore.ended, restore.out()]).toEqual([0, expect.stringContaining("Restored into")]);
  await using again = startProgram([...FROM_SOURCE, "serve"], { env });
  await again.find(/ready/);
  expect(before).toHaveLength(3);
  for (const id of before) expect((await world.client.find(id)).status).toBe("approved");
  expect((await world.client.find(open)).status).toBe("pending");
  await world.press(await cardOf(world, "open", "orange"), ADA);
  expect((await world.client.find(open)).status).toBe("approved");
  await cardOf(world, "open", "green");
  await until("all that is owed is delivered", () => owed(restored) === 0, AFTER_EVERY_CALL);
}, 60_000);

async function decide(world: World, title: string): Promise<string> {
  const { id } = await ask(world, title);
  await world.press(await cardOf(world, title), ADA);
  return id;
}

async function ask(world: World, title: string): Promise<{ id: string }> {
  const { id } = await world.client.create(aBody({ title }));
  await cardOf(world, title);
  return { id };
}

function cardOf(world: World, title: string, template = "orange") {
  return world.card((card) => card.template === template && card.title === title);
}

function owed(dataDir: string): number {
  using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
  return db.query<{ n: number }, []>("select count(*) n from outbox").get()?.n ?? -1;
}
