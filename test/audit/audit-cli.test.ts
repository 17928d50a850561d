import { Database } from "bun:sqlite";
import { describe, expect, onTestFinished, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { mintReceiptKey, publicJwk } from "../../src/audit/receipt-key.ts";
import { makeReceipt } from "../../src/audit/receipt.ts";
import { run } from "../../src/cli/run.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { aPendingApproval, aRequest } from "../support/a-request.ts";
import { openStorage } from "../support/open-storage.ts";
import { serviceOver } from "../support/service-over.ts";
import { tempDir } from "../support/temp-dir.ts";
import { TestClock } from "../support/test-clock.ts";

const TOKEN = { kind: "token", id: "tok_1" } as const;

async function cli(...argv: readonly string[]) {
  const io = fakeIo();
  const code: number = await run(argv, io);
  return { code, out: io.out(), err: io.err() };
}

/** A server's data with three decisions and one that is pending, while the server runs. */
async function someHistory() {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  const clock = new TestClock();
  const service = serviceOver(storage.approvals, clock);
  const editor = new Database(join(dataDir, "countersign.db"));
  onTestFinished(() => {
    editor.close();
    storage.close();
  });
  for (const verdict of ["approve", "reject", "approve"] as const) {
    const { approval } = await service.create(aRequest(), { expiresIn: 3_600, actor: TOKEN });
    clock.advance(60);
    const reason = '=1+1\n+cmd, "quoted"';
    await service.breakGlass(approval.id, verdict, { actor: TOKEN, name: "ops", reason });
  }
  await service.create(aRequest({ title: "pending" }), { expiresIn: 3_600, actor: TOKEN });
  const at = ["--data-dir", dataDir] as const;
  return {
    dataDir,
    at,
    editor,
    verify: (...more: readonly string[]) => cli("audit", "verify", ...at, ...more),
  };
}

describe("audit verify", () => {
  test("says of a log beside a running server that it is intact, and what to keep of it", async () => {
    const { verify } = await someHistory();
    const { code, out, err } = await verify();
    expect([code, err]).toEqual([0, ""]);
    const [, head = "", count = ""] = /^intact: 7 rows\n--head ([\da-f]{64}) --count (7)\n$/.exec(out) ?? [];
    expect((await verify("--head", head, "--count", count)).code).toBe(0);
    expect(
      (
        await verify(
          "--head",
          head.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
        )
      ).code,
    ).toBe(1);
    expect((await verify("--count", "8")).code).toBe(1);
  });

  test.each([
    [
      "update audit set details = replace(details, 'approve', 'reject') where seq = 2",
      "row 2 is not what was written",
    ],
    ["delete from audit where seq = 3", "row 3 is missing"],
    [
      "update approvals set status = 'approved' where id = 'apr_0007'",
      "apr_0007: it is approved, and the log tells pending",
    ],
    [
      "update approvals set request = replace(request, 'pending', 'PENDING')",
      "apr_0007: what was asked is not what the log tells",
    ],
    [
      "update approvals set votes = '[]' where id = 'apr_0001'",
      "apr_0001: its votes are not what the log tells",
    ],
    [
      "update approvals set revision = 9 where id = 'apr_0001'",
      "apr_0001: it has revision 9, and the log tells 2",
    ],
    ["update approvals set request = 'x' where id = 'apr_0001'", "apr_0001: its row makes no sense"],
    [
      "pragma foreign_keys = off; delete from approvals where id = 'apr_0001'",
      "apr_0001: the log tells of it, and it is gone",
    ],
    ["update approvals set id = 'apr_9999' where id = 'apr_0001'", "apr_9999: the log does not tell of it"],
  ])("finds %s", async (edit, message) => {
    const { editor, verify } = await someHistory();
    editor.run("pragma foreign_keys = off");
    editor.run(edit);
    const { code, err, out } = await verify();
    expect(err).toContain(`countersign: ${message}\n`);
    expect([code, out.split(":")[0]]).toEqual([1, "NOT INTACT"]);
    expect(JSON.parse((await verify("--json")).out)).toMatchObject({ ok: false });
  });

  test("needs a database, and changes nothing in it", async () => {
    const nowhere = tempDir();
    expect(await cli("audit", "verify", "--data-dir", nowhere)).toMatchObject({ code: 1, out: "" });
    expect((await cli("audit", "verify", "--data-dir", nowhere, "--head", "abc")).code).toBe(2);
  });
});

describe("audit export", () => {
  test("gives an object a line, from a time on where one is named", async () => {
    const { at } = await someHistory();
    const { out } = await cli("audit", "export", ...at);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const late = await cli("audit", "export", ...at, "--since", "2026-03-02T09:03:00Z");
    expect(
      late.out
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([6, 7]);
    expect((await cli("audit", "export", ...at, "--since", "yesterday")).code).toBe(2);
  });

  test("gives CSV that no spreadsheet takes for formulas", async () => {
    const { at, editor } = await someHistory();
    editor.run(`update audit set subject = '=HYPERLINK("http://evil")' where seq = 1`);
    const { out } = await cli("audit", "export", ...at, "--format", "csv");
    const [head, first, second] = out.split("\r\n");
    expect(head).toBe("seq,at,type,subject,event_id,actor,details,hash");
    expect(first).toContain(`,"'=HYPERLINK(""http://evil"")",`);
    expect(second).toContain('""reason"":""=1+1\\n+cmd, \\""quoted\\""""');
  });
});

describe("receipt verify", () => {
  test("works with the files alone, and tells an altered one and another key apart", async () => {
    const dir = tempDir();
    const key = mintReceiptKey();
    const ended = aPendingApproval({}, { status: "approved", decidedAt: new Date(0) });
    const [receipt, altered, pem, other] = ["r.json", "a.json", "k.pem", "o.json"].map((name) =>
      join(dir, name),
    ) as [string, string, string, string];
    const text = JSON.stringify(makeReceipt(ended, key));
    writeFileSync(receipt, text);
    writeFileSync(altered, text.replace("approved", "rejected"));
    writeFileSync(pem, publicJwk(key.publicKey).pem);
    writeFileSync(other, JSON.stringify(publicJwk(mintReceiptKey().publicKey)));
    const genuine = await cli("receipt", "verify", receipt, "--key", pem);
    expect(genuine).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^genuine\n/) as never });
    expect(await cli("receipt", "verify", altered, "--key", pem)).toMatchObject({ code: 1, out: "" });
    expect(await cli("receipt", "verify", receipt, "--key", other)).toMatchObject({ code: 1, out: "" });
    expect((await cli("receipt", "verify", receipt, "--key", receipt)).code).toBe(2);
    expect((await cli("receipt", "verify", join(dir, "none"), "--key", pem)).code).toBe(2);
  });
});
