import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import type { AuditRow } from "../../src/audit/audit-row.ts";
import { hashRow } from "../../src/audit/hash-row.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { aLog } from "./a-log.ts";

const COLUMNS = ["seq", "subject", "event_id", "at", "type", "actor", "details", "hash"] as const;

describe("the chain", () => {
  test("is what sha256sum makes of the previous hash and the row", () => {
    const rows = aLog(2).rows();
    const [first, second] = rows;
    const text = `["${first?.hash}",2,"apr_2","ev_2",1772442000000,"voted","{\\"kind\\":\\"person\\",\\"open_id\\":\\"ou_ann\\"}","{\\"verdict\\":\\"approve\\",\\"revision\\":2}"]`;
    const sum = Bun.spawnSync(["sha256sum"], { stdin: Buffer.from(text) }).stdout.toString();
    expect(second?.hash).toBe(sum.slice(0, 64));
  });

  test("is intact as it was written, its head the last row", () => {
    const log = aLog(5);
    const last = log.rows().at(-1);
    expect(verifyAudit(log.rows())).toEqual({
      count: 5,
      head: { seq: 5, hash: last?.hash ?? "" },
      faults: [],
    });
    expect(verifyAudit([])).toEqual({ count: 0, head: { seq: 0, hash: "" }, faults: [] });
  });

  test("does not move with what is rolled back, nor with an event that is in it already", () => {
    const log = aLog(2);
    expect(log.append({ eventId: "ev_1", subject: "apr_1" })).toBe(false);
    log.db.run("begin immediate");
    log.db.run("savepoint s");
    expect(log.append({ eventId: "ev_lost" })).toBe(true);
    log.db.run("rollback");
    expect(log.append({ eventId: "ev_3" })).toBe(true);
    expect(verifyAudit(log.rows())).toMatchObject({ count: 3, faults: [] });
  });

  test("takes any text that the platform may send", () => {
    const texts = fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, (ids) => {
        const log = aLog();
        for (const id of ids) log.append({ eventId: `${id}\ud800`, details: { reason: id } });
        expect(verifyAudit(log.rows()).faults).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("verifyAudit finds", () => {
  test.each(COLUMNS)("a byte that was changed in %s", (column) => {
    const log = aLog(5);
    const edits: Record<string, string> = {
      seq: "seq + 100",
      at: "at + 1",
      hash: "substr(hash, 1, 63) || case substr(hash, 64) when '0' then '1' else '0' end",
    };
    log.db.run(`update audit set ${column} = ${edits[column] ?? `${column} || ' '`} where seq = 3`);
    expect(verifyAudit(log.rows()).faults.length).toBeGreaterThan(0);
  });

  test("which row was changed, once", () => {
    const log = aLog(5);
    log.db.run("update audit set details = '{}' where seq = 3");
    expect(verifyAudit(log.rows()).faults).toEqual([
      { seq: 3, kind: "altered", message: "row 3 is not what was written" },
    ]);
  });

  test("rows that are gone", () => {
    const log = aLog(6);
    log.db.run("delete from audit where seq in (3, 4)");
    expect(verifyAudit(log.rows()).faults).toEqual([
      { seq: 5, kind: "removed", message: "rows 3 to 4 are missing" },
    ]);
    log.db.run("delete from audit where seq = 1");
    expect(verifyAudit(log.rows()).faults.map(({ message }) => message)).toContain("row 1 is missing");
  });

  test("two rows that changed places, with or without their numbers", () => {
    const [a, b, c, ...more] = aLog(5).rows() as [AuditRow, AuditRow, AuditRow, ...AuditRow[]];
    expect(verifyAudit([a, c, b, ...more]).faults.length).toBeGreaterThan(0);
    const swapped = [a, { ...c, seq: 2 }, { ...b, seq: 3 }, ...more];
    expect(verifyAudit(swapped).faults.map(({ kind }) => kind)).toContain("altered");
  });

  test("a row that was appended without the chain", () => {
    const log = aLog(3);
    log.db.run(
      `insert into audit (seq, subject, at, type, actor, details, hash)
       select 4, subject, at, type, actor, details, hash from audit where seq = 3`,
    );
    expect(verifyAudit(log.rows()).faults).toEqual([
      { seq: 4, kind: "altered", message: "row 4 is not what was written" },
    ]);
  });

  test("any edit at all of any row", () => {
    const rows = aLog(8).rows();
    const member = fc.constantFrom("seq", "subject", "eventId", "at", "type", "actor", "details", "hash");
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.nat(7), member, value, (index, name, to) => {
        const before = rows[index] as AuditRow;
        fc.pre(before[name as keyof AuditRow] !== to);
        const edited = rows.map((row, at) => (at === index ? { ...row, [name]: to } : row));
        expect(verifyAudit(edited).faults.length).toBeGreaterThan(0);
      }),
    );
  });

  test("any removal but a tail's, and any other order", () => {
    const rows = aLog(8).rows();
    fc.assert(
      fc.property(fc.shuffledSubarray([...rows]), (kept) => {
        const isPrefix = kept.every((row, at) => row.seq === at + 1);
        expect(verifyAudit(kept).faults.length > 0).toBe(!isPrefix);
      }),
    );
  });

  test("a tail that was cut off, or written anew, by what was kept of the head", () => {
    const log = aLog(5);
    const anchor = { hash: verifyAudit(log.rows()).head.hash, count: 5 };
    log.append({ eventId: "ev_later" });
    expect(verifyAudit(log.rows(), anchor).faults).toEqual([]);
    const cut = log.rows().slice(0, 4);
    for (const known of [anchor, { hash: anchor.hash }, { count: 5 }]) {
      expect(verifyAudit(cut, known).faults.map(({ kind }) => kind)).toEqual(["head_missing"]);
    }
    const forged = { ...(log.rows()[4] as AuditRow), details: "{}" };
    const anew = [...cut, { ...forged, hash: hashRow(cut.at(-1)?.hash ?? "", forged) }];
    expect(verifyAudit(anew).faults).toEqual([]);
    expect(verifyAudit(anew, anchor).faults.map(({ kind }) => kind)).toEqual(["head_missing"]);
  });
});
