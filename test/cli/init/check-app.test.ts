import { expect, test } from "bun:test";

import { checkApp } from "../../../src/cli/init/check-app.ts";
import { createSteps } from "../../../src/cli/init/steps.ts";
import { createSandbox } from "../../../src/sandbox/create-sandbox.ts";
import { fakeIo } from "../fake-io.ts";

test.each([
  [0, []],
  [3_600_000, [["clock", "warning", "set the clock: turn on NTP"]]],
])("init with a clock that is %d ms ahead goes on, and says how to set it", async (ahead, odd) => {
  const sandbox = createSandbox();
  const baseUrl = sandbox.listen();
  const steps = createSteps(fakeIo(), true);
  const app = { domain: baseUrl, baseUrl, appId: sandbox.app.id, appSecret: sandbox.app.secret };
  const bot = await checkApp(app, {
    steps,
    clock: () => new Date(Date.now() + ahead),
    isOverSocket: false,
    signal: new AbortController().signal,
  });
  expect(bot).toBe(sandbox.app.openId);
  const found = steps.findings.filter(({ state }) => state !== "ok");
  expect(found.map(({ check, state, fix }) => [check, state, fix])).toEqual(odd);
  await sandbox.stop();
});
