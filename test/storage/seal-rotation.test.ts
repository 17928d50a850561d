import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mintSealKey, readSealKeys, type SealKey } from "../../src/keys/seal-key.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { sealOf } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { ACT, found, goOver, NOW, open, plant, readBack, resealAll, tamper } from "./planted-secrets.ts";

describe("another key that seals", () => {
  test("opens what was sealed before, is dropped after, and the old one then opens nothing that is there", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    const [old] = readSealKeys(readFileSync(join(dataDir, "seal.key"), "utf8"));
    const id = await first.seal.rotate(ACT);
    expect(
      first.keys
        .list(NOW)
        .filter(({ kind }) => kind === "seal")
        .map((key) => key.id),
    ).toEqual([id, old?.id ?? ""]);
    await readBack(first);
    expect(await first.seal.finish(NOW)).toBe(false);
    await goOver(first);
    // What is dropped is first seen to be needed no more.
    expect(await first.seal.finish(NOW)).toBe(false);
    await resealAll(first);
    await readBack(first);
    first.close();
    expect(found(dataDir, [`sealed:v1:${old?.id}`, writtenAs(old)])).toEqual([]);
    expect(readSealKeys(readFileSync(join(dataDir, "seal.key"), "utf8")).map((key) => key.id)).toEqual([id]);
    await readBack(open(dataDir));
  });

  test("of a webhook is dropped once it signs no more", async () => {
    const dataDir = tempDir();
    const storage = open(dataDir);
    await plant(storage);
    const until = new Date(NOW.getTime() + 1_000);
    await storage.webhooks.rotateSecret("whk_1", "whsec_next", until, ACT);
    const secrets = (): number => {
      using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
      const row = db
        .query<{ secrets: string }, []>("select secrets from webhook_endpoints where id = 'whk_1'")
        .get();
      const text = sealOf(dataDir).open(row?.secrets ?? "", ["webhook_endpoints", "whk_1", "secrets"]);
      return (JSON.parse(text) as readonly unknown[]).length;
    };
    await storage.keys.dropEnded(NOW);
    expect(secrets()).toBe(2);
    await storage.keys.dropEnded(until);
    expect(secrets()).toBe(1);
  });

  test("may be cut off at any step: what starts again reads all, and ends it", async () => {
    for (let steps = 0; steps < 12; steps += 1) {
      const dataDir = tempDir();
      let storage = open(dataDir);
      await plant(storage);
      await storage.seal.rotate(ACT);
      let place: Awaited<ReturnType<Storage["seal"]["step"]>>;
      for (let step = 0; step < steps; step += 1) place = await storage.seal.step(place);
      storage.close();
      storage = open(dataDir);
      await readBack(storage);
      expect(storage.seal.isOwed()).toBe(true);
      await resealAll(storage);
      await readBack(storage);
      storage.close();
    }
  });

  test("goes in steps of so many rows and bytes, of which none reads a whole table", async () => {
    const dataDir = tempDir();
    const storage = open(dataDir);
    await plant(storage);
    tamper(
      dataDir,
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
         insert into inbox select 'settled_' || i, 'card.action.trigger', null, 0, 0, 1, null, 0, null from n`,
    );
    const long = "x".repeat(60_000);
    for (let key = 0; key < 20; key += 1) await storage.handlers.set("long", String(key), long);
    await storage.seal.rotate(ACT);
    const steps: number[] = [];
    let before = { column: 0, after: 0 };
    let place = await storage.seal.step();
    while (place !== undefined) {
      if (place.column === before.column) steps.push(place.after - before.after);
      before = place;
      place = await storage.seal.step(place);
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(1_000);
    // The long ones are a quarter of a megabyte at a time.
    expect(steps.filter((rows) => rows < 10).length).toBeGreaterThan(4);
    expect(storage.handlers.get("long", "19")).toBe(long);
    await readBack(storage);
  });

  test("is not dropped while a pass that began before another change is the last one", async () => {
    const storage = open(tempDir());
    await plant(storage);
    await storage.seal.rotate(ACT);
    await goOver(storage);
    let place = await storage.seal.step();
    await storage.seal.rotate(ACT);
    while (place !== undefined) place = await storage.seal.step(place);
    expect(await storage.seal.finish(NOW)).toBe(false);
    await readBack(storage);
    await resealAll(storage);
    await readBack(storage);
  });

  test("loses no key, however many ask for one, and though another change ends", async () => {
    for (const acts of [
      ["rotate", "rotate"],
      ["rotate", "finish"],
      ["finish", "rotate"],
    ] as const) {
      const dataDir = tempDir();
      const storage = open(dataDir);
      await plant(storage);
      await Promise.all(
        acts.map((act) => (act === "rotate" ? storage.seal.rotate(ACT) : storage.seal.finish(NOW))),
      );
      const inFile = readSealKeys(readFileSync(join(dataDir, "seal.key"), "utf8")).map(({ id }) => id);
      const known = storage.keys.list(NOW).filter(({ kind }) => kind === "seal");
      expect(inFile.toSorted()).toEqual(known.map(({ id }) => id).toSorted());
      await storage.handlers.set("late", "key", acts);
      storage.close();
      const again = open(dataDir);
      expect(again.handlers.get("late", "key")).toEqual(acts);
      await readBack(again);
      await resealAll(again);
    }
  });

  test("is the newest of its kind, though the clock was set back before it was made", async () => {
    const storage = open(tempDir());
    const act = { ...ACT, at: new Date(NOW.getTime() - 3_600_000) };
    const receipt = await storage.keys.rotateReceipt(act);
    expect(storage.keys.receipts().signing.keyId).toBe(receipt);
    const link = await storage.keys.rotateLinks(act, new Date(NOW.getTime() + 1_000));
    const seal = await storage.seal.rotate(act);
    const newest = storage.keys.list(NOW).filter(({ isNewest }) => isNewest);
    expect(newest.map(({ id }) => id)).toEqual([seal, receipt, link]);
  });

  test("that was written to the file, and no more, is in force at the next start", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    const path = join(dataDir, "seal.key");
    writeFileSync(path, `${randomBytes(32).toString("base64")}\n${readFileSync(path, "utf8")}`);
    const again = open(dataDir);
    await readBack(again);
    expect(again.seal.isOwed()).toBe(true);
    await resealAll(again);
    await readBack(again);
  });

  test("comes from the settings in the place of the file, which goes", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    const key = mintSealKey(randomBytes);
    const again = open(dataDir, [key]);
    await readBack(again);
    expect(again.seal.rotate(ACT)).rejects.toMatchObject({ code: "seal_key_in_settings" });
    await resealAll(again);
    again.close();
    expect(existsSync(join(dataDir, "seal.key"))).toBe(false);
    await readBack(open(dataDir, [key]));
  });

  test("of settings that are read again is in force at once, unless it does not open what is there", async () => {
    const [old, key] = [mintSealKey(randomBytes), mintSealKey(randomBytes)];
    const storage = open(tempDir(), [old]);
    await plant(storage);
    expect(storage.seal.takeOver([key], NOW)).rejects.toMatchObject({ code: "seal_key_missing" });
    await readBack(storage);
    await storage.seal.takeOver([key, old], NOW);
    await readBack(storage);
    await resealAll(storage);
    await storage.seal.takeOver([key], NOW);
    await readBack(storage);
    expect(
      storage.keys
        .list(NOW)
        .filter(({ kind }) => kind === "seal")
        .map(({ id }) => id),
    ).toEqual([key.id]);
  });
});

function writtenAs(key: SealKey | undefined): string {
  return Buffer.from(key?.bytes ?? []).toString("base64");
}
