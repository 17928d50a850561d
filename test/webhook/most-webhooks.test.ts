import { expect, test } from "bun:test";

import { callApi, post } from "../support/call.ts";
import { testApp } from "../support/test-app.ts";

test("A hundred receivers may be told, and no more until one is removed", async () => {
  const { app } = testApp();
  const add = (n: number) => post(app, "/v1/webhooks", { url: `https://hooks.example/${n}` });
  const first = await add(0);
  for (let n = 1; n < 100; n += 1) expect((await add(n)).status).toBe(201);
  expect(await add(100)).toMatchObject({ status: 409, body: { code: "too_many_webhooks" } });
  const { id } = first.body as { id: string };
  expect((await callApi(app, `/v1/webhooks/${id}`, { method: "DELETE" })).status).toBe(200);
  expect((await add(100)).status).toBe(201);
});
