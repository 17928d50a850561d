import { describe, expect, test } from "bun:test";

import { aClick, pressing } from "../../support/a-click.ts";
import { callApi, callBack } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

function clickOn({ app, clock }: TestApp, payload: unknown) {
  return callBack(app, signedCallback(payload, { timestamp: String(clock.now().getTime() / 1000) }));
}

function wait({ app }: TestApp, seconds: number, id = "apr_0001") {
  return callApi(app, `/v1/approvals/${id}?wait=${seconds}`);
}

describe("waiting for the end over HTTP", () => {
  test("is answered at once where the decision came before", async () => {
    const server = testApp();
    await server.ask();
    await clickOn(server, aClick());
    expect(await wait(server, 30)).toMatchObject({ status: 200, body: { status: "approved" } });
  });

  test("is answered as soon as the decision comes, to everybody who waits", async () => {
    const server = testApp();
    await server.ask();
    const waits = [wait(server, 30), wait(server, 30), wait(server, 30)];
    await clickOn(server, aClick({ action: pressing("reject") }));
    for (const answer of await Promise.all(waits)) {
      expect(answer).toMatchObject({
        status: 200,
        body: { status: "rejected", decisions: [{ verdict: "reject" }] },
      });
    }
  });

  test("is answered by what is there when the time is over", async () => {
    const server = testApp();
    await server.ask({ policy: { approve: 2, reject: 1 } });
    const answer = wait(server, 0.05);
    await clickOn(server, aClick());
    expect(await answer).toMatchObject({
      status: 200,
      body: { status: "pending", decisions: [{ verdict: "approve" }] },
    });
  });

  test("is answered at once where nobody has to wait", async () => {
    const server = testApp();
    await server.ask();
    expect(await wait(server, 0)).toMatchObject({ status: 200, body: { status: "pending" } });
  });

  test("is answered when the server stops, and at once if it came after that", async () => {
    const server = testApp();
    await server.ask();
    const answer = wait(server, 30);
    await new Promise((resolve) => setImmediate(resolve));
    server.stopping.abort();
    expect(await answer).toMatchObject({ status: 200, body: { status: "pending" } });
    expect(await wait(server, 30)).toMatchObject({ status: 200, body: { status: "pending" } });
  });

  test("is not begun for what is not there", async () => {
    expect(await wait(testApp(), 30, "apr_9")).toMatchObject({
      status: 404,
      body: { code: "approval_not_found" },
    });
  });
});
