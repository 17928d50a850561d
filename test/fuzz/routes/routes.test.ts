import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";

import { aBody, ADA, openWorld, until } from "../../e2e/open-world.ts";
import { around } from "../fuzz-server.ts";
import { fuzzWire } from "../wire/fuzz-wire.ts";
import { fuzzRoutes } from "./fuzz-routes.ts";

const SEED = 20_261_121;

test("no request makes a fault of ours, tells a secret or is answered what the document does not say; and a click counts as before", async () => {
  await using world = await openWorld({}, {}, { COUNTERSIGN_TRUSTED_PROXIES: "127.0.0.1/32" });
  const { id } = await world.client.create(aBody());
  const { statuses, broken } = await fuzzRoutes({
    ...around(world),
    url: world.url,
    inputs: 10_000,
    seed: SEED,
  });
  expect([...broken]).toEqual([]);
  // Both sides of each door are seen.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 409, 415]));
  expect((await world.client.find(id)).status).toBe("pending");
  await world.press(await world.card((card) => card.buttons.length > 0), ADA);
  expect((await world.client.find(id)).status).toBe("approved");
}, 60_000);

test("no request that only looks changes anything", async () => {
  await using world = await openWorld({}, {}, { COUNTERSIGN_TRUSTED_PROXIES: "127.0.0.1/32" });
  const { id } = await world.client.create(aBody());
  await until("the card is sent", async () => (await world.client.find(id)).cards[0]?.state === "sent");
  const ingredients = around(world);
  const before = everyRow(world.dataDir);
  const { statuses, broken } = await fuzzRoutes({
    ...ingredients,
    url: world.url,
    inputs: 2_000,
    seed: SEED,
    known: [id],
    only: ({ method }) => method === "GET",
  });
  expect([...broken]).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(300);
  expect(everyRow(world.dataDir)).toEqual(before);
}, 60_000);

test("no bytes on a connection make a fault of ours; and the next request is answered", async () => {
  await using world = await openWorld();
  const counts = await fuzzWire({ url: world.url, inputs: 4_000, seed: SEED, atOnce: 200 });
  expect([...counts.keys()]).toEqual(expect.arrayContaining(["400", "401", "404", "431", "nothing"]));
  expect((await world.client.list({})).data).toEqual([]);
}, 60_000);

function everyRow(dataDir: string): Readonly<Record<string, unknown>> {
  using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
  const tables = db.query<{ name: string }, []>("select name from sqlite_schema where type = 'table'").all();
  return Object.fromEntries(tables.map(({ name }) => [name, db.query(`select * from ${name}`).values()]));
}
