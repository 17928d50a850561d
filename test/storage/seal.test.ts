import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mintReceiptKey, privatePem } from "../../src/audit/receipt-key.ts";
import { mintSealKey } from "../../src/keys/seal-key.ts";
import type { Storage } from "../../src/storage/sqlite/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { ACT, event, found, NOW, open, plant, PLANTED, readBack, tamper } from "./planted-secrets.ts";

const PAGE = 4096;

/** What is said to be left in the clear. */
function clearText({ warnings }: Storage): string | undefined {
  return warnings.find(({ name }) => name === "clear_text")?.fault();
}

describe("what is secret", () => {
  test("stands in no file of the data directory, neither while it is open nor after, and is read back", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    expect(readdirSync(dataDir)).toContain("countersign.db-wal");
    expect(found(dataDir)).toEqual([]);
    await readBack(first);
    first.close();
    expect(found(dataDir)).toEqual([]);
    await readBack(open(dataDir));
  });

  test("is sealed with a key of its owner's alone, made once", () => {
    const dataDir = tempDir();
    open(dataDir).close();
    const path = join(dataDir, "seal.key");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const key = readFileSync(path, "utf8");
    open(dataDir).close();
    expect(readFileSync(path, "utf8")).toBe(key);
  });

  test("of one row is not taken for another's", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    tamper(
      dataDir,
      "update webhook_endpoints set secrets = (select secrets from webhook_endpoints where id = 'whk_2') where id = 'whk_1'",
    );
    const { webhooks } = open(dataDir);
    expect(webhooks.rotateSecret("whk_1", "whsec_", NOW, ACT)).rejects.toMatchObject({
      code: "seal_broken",
    });
    expect(await webhooks.rotateSecret("whk_2", "whsec_", NOW, ACT)).toBe(true);
  });

  test("that somebody put there in the clear is not taken", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    tamper(dataDir, `update handler_store set value = '"forged"'`);
    const { handlers } = open(dataDir);
    expect(() => handlers.get("a", "key")).toThrow(expect.objectContaining({ code: "seal_broken" }));
  });
});

describe("a start", () => {
  test("without the key is refused: with the key's id and the mend, and nothing is changed", async () => {
    const dataDir = tempDir();
    const key = mintSealKey(randomBytes);
    const first = open(dataDir, [key]);
    await plant(first);
    first.close();
    expect(existsSync(join(dataDir, "seal.key"))).toBe(false);
    const before = readFileSync(join(dataDir, "countersign.db"));
    for (const keys of [[], [mintSealKey(randomBytes)]]) {
      expect(() => open(dataDir, keys)).toThrow(
        expect.objectContaining({
          code: "seal_key_missing",
          message: expect.stringContaining(key.id) as never,
        }),
      );
    }
    expect(readFileSync(join(dataDir, "countersign.db")).equals(before)).toBe(true);
    expect(existsSync(join(dataDir, "seal.key"))).toBe(false);
    await readBack(open(dataDir, [key]));
  });

  test("that was cut off after it had sealed all goes on where it was: nothing in the clear is left", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    tamper(
      dataDir,
      "update server_keys set until = since where kind = 'seal'",
      `insert into handler_store values ('a', 'old', '${"planted-old".repeat(2_000)}')`,
      "delete from handler_store where key = 'old'",
    );
    expect(found(dataDir)).not.toEqual([]);
    const again = open(dataDir);
    expect(found(dataDir)).toEqual([]);
    await readBack(again);
  });

  test("beside a reader says what may be left in the clear, until one that has none", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    tamper(dataDir, "update server_keys set until = since where kind = 'seal'");
    using reader = new Database(join(dataDir, "countersign.db"), { readonly: true });
    reader.run("begin");
    reader.query("select count(*) from audit").get();
    const beside = open(dataDir);
    expect(clearText(beside)).toMatch(/countersign\.db still: start again with \d+ MiB free/);
    await readBack(beside);
    reader.run("rollback");
    beside.close();
    const alone = open(dataDir);
    expect(clearText(alone)).toBeUndefined();
    await readBack(alone);
  });

  test("that cannot write its file anew says which file, and why", async () => {
    const dataDir = tempDir();
    const path = join(dataDir, "countersign.db");
    const first = open(dataDir);
    await plant(first);
    first.close();
    tamper(
      dataDir,
      "update server_keys set until = since where kind = 'seal'",
      `insert into handler_store values ('a', 'old', '${"planted-old".repeat(2_000)}')`,
    );
    const bytes = readFileSync(path);
    const page = Math.floor(bytes.indexOf("planted-old".repeat(20)) / PAGE) * PAGE;
    writeFileSync(path, bytes.fill(0xff, page, page + PAGE));
    expect(() => open(dataDir)).toThrow(
      expect.objectContaining({ code: "database_unusable", message: expect.stringContaining(path) as never }),
    );
  });

  test("on what an older version kept in the clear seals it, and leaves nothing of it behind", async () => {
    const dataDir = tempDir();
    const first = open(dataDir);
    await plant(first);
    first.close();
    const receipt = mintReceiptKey();
    const link = randomBytes(32);
    tamper(
      dataDir,
      "delete from server_keys",
      `update webhook_endpoints set secrets = '[{"secret":"whsec_planted' || id || '","until":null}]'`,
      `update inbox set event = '${JSON.stringify(event())}'`,
      `update posted_messages set grant_token = 'c-planted-grant'`,
      `update handler_store set value = '"planted-by-handler"'`,
      // What it forgot lies in free pages still.
      `insert into handler_store values ('a', 'old', '${"planted-old".repeat(2_000)}')`,
      "delete from handler_store where key = 'old'",
      // Enough of them that what is replaced does not lie where the new goes.
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)
         insert into handler_store select 'b', i, '"planted-by-handler' || i || '"' from n`,
    );
    writeFileSync(join(dataDir, "receipt-key.pem"), privatePem(receipt));
    writeFileSync(join(dataDir, "signature-link.key"), link);
    expect(new Set(found(dataDir).map((line) => line.split(": ")[1]))).toEqual(new Set(PLANTED));
    const again = open(dataDir);
    expect(found(dataDir, [...PLANTED, "PRIVATE KEY"])).toEqual([]);
    await readBack(again);
    expect(again.keys.receipts().signing.keyId).toBe(receipt.keyId);
    expect(again.keys.links(NOW)).toEqual([link]);
    expect(readdirSync(dataDir).filter((name) => /pem|link/.test(name))).toEqual([]);
    again.close();
    expect(found(dataDir)).toEqual([]);
  });
});
