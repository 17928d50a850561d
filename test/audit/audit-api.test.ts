import { describe, expect, test } from "bun:test";

import { hashToken } from "../../src/api-token.ts";
import { hashRow } from "../../src/audit/hash-row.ts";
import { readPublicKeys, verifyReceipt } from "../../src/audit/verify-receipt.ts";
import { aRequest } from "../support/a-request.ts";
import { call, callApi } from "../support/call.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const TOKEN = { kind: "token", id: "tok_1" } as const;
const OPS = { actor: TOKEN, name: "ops", reason: "it burns" };

function bearing(world: TestApp, scope: "requests" | "read" | "use") {
  const record = { id: `tok_${scope}`, name: scope, scopes: [scope], createdAt: new Date(0) } as const;
  world.storage.tokens.insert(record, hashToken(`cst_${scope}`));
  return { headers: { authorization: `Bearer cst_${scope}` } };
}

interface Page {
  readonly data: readonly {
    readonly seq: number;
    readonly type: string;
    readonly subject: string;
    readonly at: string;
    readonly event_id: string | null;
    readonly actor: unknown;
    readonly details: unknown;
    readonly hash: string;
  }[];
  readonly head: { readonly seq: number; readonly hash: string };
  readonly next_cursor: string | null;
}

describe("GET /v1/audit", () => {
  test("gives every row once, oldest first, a page at a time, and enough to verify the chain", async () => {
    const world = testApp();
    const { id } = await world.ask();
    await world.service.breakGlass(id, "approve", OPS);
    const rows: Page["data"][number][] = [];
    let page: Page | undefined;
    do {
      const cursor = page?.next_cursor ? `&cursor=${page.next_cursor}` : "";
      page = (await callApi(world.app, `/v1/audit?limit=2${cursor}`)).body as Page;
      rows.push(...page.data);
    } while (page.next_cursor !== null);
    expect(rows.map(({ seq, type, subject }) => [seq, type, subject])).toEqual([
      [1, "token.created", "tok_1"],
      [2, "created", id],
      [3, "card.send.delivered", id],
      [4, "decided", id],
    ]);
    let previous = "";
    for (const { seq, type, subject, at, event_id: eventId, actor, details, hash } of rows) {
      const row = { seq, type, subject, at: Date.parse(at), eventId };
      const texts = { actor: JSON.stringify(actor), details: JSON.stringify(details) };
      expect(hashRow(previous, { ...row, ...texts })).toBe(hash);
      previous = hash;
    }
    expect(page.head).toEqual({ seq: 4, hash: previous });
    expect(rows[3]?.details).toMatchObject({ verdict: "approve", break_glass: true, reason: "it burns" });
  });

  test("is for administrators alone", async () => {
    const world = testApp();
    for (const scope of ["requests", "read", "use"] as const)
      expect((await call(world.app, "/v1/audit", bearing(world, scope))).status).toBe(403);
    expect((await call(world.app, "/v1/audit")).status).toBe(401);
  });
});

describe("GET /v1/approvals/:id/receipt", () => {
  test("is genuine by what GET /v1/keys tells everybody", async () => {
    const world = testApp();
    const { id } = await world.ask();
    await world.service.breakGlass(id, "reject", OPS);
    const receipt = await callApi(world.app, `/v1/approvals/${id}/receipt`);
    const keys = await call(world.app, "/v1/keys");
    expect([receipt.status, keys.status]).toEqual([200, 200]);
    expect(receipt.body).toMatchObject({
      status: "rejected",
      decisions: [{ verdict: "reject", by: { name: "ops" }, reason: "it burns", break_glass: true }],
    });
    const verdict = verifyReceipt(JSON.stringify(receipt.body), readPublicKeys(JSON.stringify(keys.body)));
    expect(verdict.kind).toBe("genuine");
  });

  test("is there for decisions alone", async () => {
    const world = testApp();
    const { approval } = await world.service.create(aRequest(), { expiresIn: 60, actor: TOKEN });
    const path = `/v1/approvals/${approval.id}/receipt`;
    expect(await callApi(world.app, path)).toMatchObject({ status: 409, body: { code: "no_receipt" } });
    await world.service.cancel(approval.id, TOKEN);
    expect((await callApi(world.app, path)).status).toBe(409);
    expect((await callApi(world.app, "/v1/approvals/apr_none/receipt")).status).toBe(404);
    expect((await call(world.app, path, bearing(world, "use"))).status).toBe(403);
  });
});
