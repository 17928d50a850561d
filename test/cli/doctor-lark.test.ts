import { describe, expect, test } from "bun:test";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import { freePort, openWorld, until, type World } from "../e2e/open-world.ts";
import { doctor, quiet, settingsOf } from "./ask-doctor.ts";

test.each([
  ["im:message:update", { "im:message:send_as_bot": true }, undefined],
  [
    "send",
    { "im:message:update": true },
    "im:message:send_as_bot is not granted, and it is needed to send cards",
  ],
  ["all", { "im:message": false }, "im:message:update is not granted, and it is needed to change cards"],
])("doctor judges the scopes of an app: %s", async (_, scopes, missing) => {
  await using world = await openWorld({ scopes });
  const { code, lines } = await doctor(settingsOf(world));
  const bad = lines.filter((line) => line.startsWith("broken scopes: "));
  expect([code, bad.length > 0]).toEqual(missing === undefined ? [0, false] : [1, true]);
  if (missing === undefined) return;
  const line = bad.find((line) => line.includes(missing)) ?? "";
  expect(line).toContain(`/app/${world.sandbox.app.id}/auth?q=im%3Amessage`);
});

test("doctor says what an app cannot do that few need, and that the scopes could not be asked for", async () => {
  await using world = await openWorld({ scopes: { "im:message": true } });
  const few = await doctor(settingsOf(world));
  expect(few.code).toBe(0);
  expect(few.lines.join("\n")).toContain("urgent reminders (im:message.urgent)");
  world.sandbox.addFault({ on: "scopes", code: 99991672 });
  const none = await doctor(settingsOf(world));
  expect([none.code, none.lines.find((line) => line.startsWith("broken scopes"))]).toEqual([
    1,
    expect.stringContaining("lark_99991672"),
  ]);
});

function of(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.includes(" long_connection: "));
}

describe("doctor, of the long connection", () => {
  const overSocket = { COUNTERSIGN_TRANSPORT: "socket" };

  test("counts the one of the server that runs, and warns of another program's", async () => {
    await using world = await openWorld({}, {}, overSocket);
    const { env, sandbox } = world;
    await until("connected", () => sandbox.connections === 1);
    expect(of((await doctor(env)).lines)).toEqual([
      "ok long_connection: Lark has one for this app | undefined",
    ]);
    await using second = await openWorld({}, {}, { ...overSocket, ...larkOf(world) });
    await until("both connected", () => sandbox.connections === 2);
    expect(of((await doctor(env)).lines)[0]).toMatch(
      /^warning long_connection: Lark has 2 for this app \| end the other/,
    );
    await second.stopServer();
  });

  test("opens none where no server runs, and says whether Lark would give one", async () => {
    const sandbox = createSandbox();
    const env = quiet({
      ...overSocket,
      LARK_DOMAIN: sandbox.listen(),
      LARK_APP_ID: sandbox.app.id,
      LARK_APP_SECRET: sandbox.app.secret,
      COUNTERSIGN_LISTEN: `[::]:${freePort()}`,
    });
    const free = await doctor(env);
    expect(of(free.lines)).toEqual(["ok long_connection: Lark would give one to this app | undefined"]);
    expect(free.lines.find((line) => line.includes(" server: "))).toContain(
      "nothing answers at http://[::1]:",
    );
    expect(sandbox.connections).toBe(0);
    sandbox.addFault({ on: "endpoint", code: 1000040350 });
    const refused = await doctor(env);
    expect([refused.code, of(refused.lines)[0]]).toEqual([
      1,
      expect.stringMatching(/^broken long_connection: .*1000040350.*\| end the other programs of this app/),
    ]);
    sandbox.addFault({ on: "endpoint", code: 403 });
    expect(of((await doctor(env)).lines)[0]).toMatch(/socket_403: .*\| \S+\/version: /);
    await sandbox.stop();
    expect(of((await doctor(env)).lines)[0]).toMatch(/socket_unreachable: .*\| check the network/);
  });
});

function larkOf({ env }: World): Readonly<Record<string, string>> {
  const { LARK_DOMAIN = "", LARK_APP_ID = "", LARK_APP_SECRET = "" } = env;
  return { LARK_DOMAIN, LARK_APP_ID, LARK_APP_SECRET };
}
