import { describe, expect, test } from "bun:test";

import { aClick } from "../../support/a-click.ts";
import { callApi, callBack, post } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const FROM_ANN_TO_EVE = { from: { open_id: "ou_ann" }, to: { open_id: "ou_eve", name: "Eve" } };

async function clickAsEve({ app, clock, ask }: TestApp, id?: string) {
  const approval = id ?? (await ask()).id;
  const click = aClick({
    operator: { open_id: "ou_eve" },
    eventId: `ev_${clock.now().getTime()}`,
    action: { tag: "button", value: { action: "approve", approval } },
  });
  await callBack(app, signedCallback(click, { timestamp: String(clock.now().getTime() / 1000) }));
  return (await callApi(app, `/v1/approvals/${approval}`)).body;
}

describe("POST /v1/delegations", () => {
  test("lets the delegate answer for the approver, in what was pending too", async () => {
    const world = testApp();
    const { id } = await world.ask();
    const made = await post(world.app, "/v1/delegations", { ...FROM_ANN_TO_EVE, duration: 3_600 });
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...FROM_ANN_TO_EVE,
        id: "dlg_0001",
        starts_at: "2026-03-02T09:00:00.000Z",
        ends_at: "2026-03-02T10:00:00.000Z",
        revoked_at: null,
      },
    });
    const explained = await callApi(world.app, `/v1/approvals/${id}/explain?as=ou_eve`);
    expect(explained.body).toMatchObject({
      allowed: true,
      code: "authorized_for_another",
      for: { open_id: "ou_ann" },
    });
    expect(await clickAsEve(world, id)).toMatchObject({
      status: "approved",
      decisions: [{ by: { open_id: "ou_eve" }, for: { open_id: "ou_ann" } }],
    });
  });

  test("is in force from its start to its end, and not a moment longer", async () => {
    const world = testApp();
    const { id } = await world.ask({}, 86_400);
    const times = { starts_at: "2026-03-02T09:10:00Z", ends_at: "2026-03-02T10:20:00+01:00" };
    await post(world.app, "/v1/delegations", { ...FROM_ANN_TO_EVE, ...times });
    const allowed = async () => {
      const { body } = await callApi(world.app, `/v1/approvals/${id}/explain?as=ou_eve`);
      return (body as { allowed: boolean }).allowed;
    };
    const seen: boolean[] = [await allowed()];
    for (const seconds of [599, 1, 599, 1]) {
      world.clock.advance(seconds);
      seen.push(await allowed());
    }
    expect(seen).toEqual([false, false, true, true, false]);
  });

  test("leaves a row in the audit log in the same commit, and so does its end", async () => {
    const { app, storage } = testApp();
    await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, duration: 60 });
    await callApi(app, "/v1/delegations/dlg_0001", { method: "DELETE" });
    const rows = await storage.approvals.history("dlg_0001");
    expect(rows).toMatchObject([
      { type: "delegation.created", actor: { kind: "token", id: "tok_1" }, details: FROM_ANN_TO_EVE },
      { type: "delegation.revoked", actor: { kind: "token", id: "tok_1" } },
    ]);
  });

  test.each([
    ["to oneself", { from: { open_id: "ou_eve" }, duration: 60 }],
    ["to somebody without an open_id", { to: { user_id: "eve" }, duration: 60 }],
    ["from nobody", { from: { name: "Ann" }, duration: 60 }],
    ["without an end", {}],
    ["with two ends", { duration: 60, ends_at: "2026-03-03T00:00:00Z" }],
    ["that ends before it starts", { starts_at: "2026-03-04T00:00:00Z", ends_at: "2026-03-03T00:00:00Z" }],
    ["that is over", { starts_at: "2026-03-01T00:00:00Z", ends_at: "2026-03-02T09:00:00Z" }],
    ["that lasts no time", { duration: 0 }],
    ["for more than a year", { duration: 366 * 86_400 + 1 }],
    ["for longer than there are dates", { duration: 1e300 }],
  ])("takes none %s", async (_, about) => {
    const { app, dump } = testApp();
    const before = dump();
    const answer = await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, ...about });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_delegation" } });
    expect(dump()).toBe(before);
  });

  test.each([
    ["a time that is none", { ends_at: "tomorrow" }],
    ["an unknown member", { duration: 60, because: "holidays" }],
  ])("takes no %s", async (_, about) => {
    const { app } = testApp();
    const answer = await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, ...about });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});

describe("GET and DELETE /v1/delegations", () => {
  test("list the newest first, and end one from the next click on", async () => {
    const world = testApp();
    const { app, clock } = world;
    await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, duration: 3_600 });
    await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, from: { user_id: "ben" }, duration: 3_600 });
    clock.advance(60);
    expect(await callApi(app, "/v1/delegations/dlg_0001", { method: "DELETE" })).toMatchObject({
      status: 200,
      body: { id: "dlg_0001", revoked_at: "2026-03-02T09:01:00.000Z" },
    });
    expect((await callApi(app, "/v1/delegations")).body).toMatchObject({
      data: [
        { id: "dlg_0002", revoked_at: null },
        { id: "dlg_0001", revoked_at: "2026-03-02T09:01:00.000Z" },
      ],
    });
    expect((await callApi(app, "/v1/delegations?limit=1")).body).toMatchObject({
      data: [{ id: "dlg_0002" }],
    });
    expect(await clickAsEve(world)).toMatchObject({ status: "pending", decisions: [] });
  });

  test("end one only once, and none that is not there", async () => {
    const { app } = testApp();
    await post(app, "/v1/delegations", { ...FROM_ANN_TO_EVE, duration: 60 });
    const end = (id: string) => callApi(app, `/v1/delegations/${id}`, { method: "DELETE" });
    const statuses = [await end("dlg_0001"), await end("dlg_0001"), await end("dlg_none")];
    expect(statuses).toMatchObject([
      { status: 200 },
      { status: 404 },
      { status: 404, body: { code: "delegation_not_found" } },
    ]);
  });
});
