import { expect, test } from "bun:test";

import type { Finding } from "../../src/cli/doctor/finding.ts";
import { run } from "../../src/cli/run.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { ADA, freePort, GROUP, openWorld, until, type World } from "./open-world.ts";
import { FROM_SOURCE, startProgram } from "./start-program.ts";

interface Said {
  readonly code: number;
  readonly callback: Finding | undefined;
  readonly err: string;
}

async function probe({ env }: World, ...argv: string[]): Promise<Said> {
  const around = { ...env, COUNTERSIGN_PUBLIC_URL: "https://example.com" };
  const io = { ...fakeIo({ env: around }), uid: process.getuid?.() ?? 0 };
  const code: number = await run(["doctor", "--json", "--probe", ...argv], io);
  const { findings } = JSON.parse(io.out()) as { readonly findings: readonly Finding[] };
  return { code, callback: findings.find(({ check }) => check === "callback"), err: io.err() };
}

async function statuses({ client }: World): Promise<readonly string[]> {
  return (await client.list({})).data.map(({ status }) => status);
}

test.each([
  ["over HTTP", "http", "http"],
  ["over HTTP", "both", "http"],
  ["over the long connection", "both", "socket"],
  ["over the long connection", "socket", "socket"],
] as const)(
  "doctor --probe sends a card, and says that its click came back %s, by %s",
  async (road, transport, delivery) => {
    const settings = {
      COUNTERSIGN_TRANSPORT: transport,
      COUNTERSIGN_METRICS_LISTEN: transport === "both" ? `127.0.0.1:${freePort()}` : "",
    };
    await using world = await openWorld({ delivery }, {}, settings);
    if (transport !== "http") await until("connected", () => world.sandbox.connections === 1);
    const said = probe(world, "--to", ADA);
    await world.press(await world.card(), ADA);
    const { code, callback, err } = await said;
    expect([code, callback?.state]).toEqual([0, "ok"]);
    expect(callback?.message).toMatch(
      new RegExp(`^a click came back ${road}, \\d+\\.\\d s after the card was sent, and the card shows it$`),
    );
    expect(err).toContain("A card is sent: press a button on it within 120 s.");
    expect(await statuses(world)).toEqual(["approved"]);
  },
);

test.each(["ada@example.com", `on_${"1".repeat(32)}`, "user:ada", GROUP])(
  "doctor --probe sends its card to %s, as a request would be sent",
  async (to) => {
    await using world = await openWorld();
    const said = probe(world, "--to", to);
    await world.press(await world.card(), ADA);
    expect(await said).toMatchObject({ code: 0, callback: { state: "ok" } });
  },
);

test("doctor --probe names the console's page when nobody's click comes, and leaves no card open", async () => {
  await using world = await openWorld({ cardCallbacks: "none" });
  const { code, callback } = await probe(world, "--chat", GROUP, "--wait", "1s");
  expect([code, callback?.state]).toEqual([1, "broken"]);
  expect(callback?.message).toBe(`no click came back within 1 s from the card for ${GROUP}`);
  expect(callback?.fix).toContain(
    `/app/${world.sandbox.app.id}/event?tab=callback: send callbacks to https://example.com/lark/callback, add "Card action trigger"`,
  );
  expect(await statuses(world)).toEqual(["cancelled"]);
  await world.card(({ buttons }) => buttons.length === 0);
});

test("doctor --probe that is interrupted ends with 130, and leaves no card open", async () => {
  await using world = await openWorld();
  const io = { ...fakeIo({ env: world.env }), uid: process.getuid?.() ?? 0 };
  const ended = run(["doctor", "--probe", "--to", ADA], io);
  await until("sent", () => io.err().includes("A card is sent"));
  expect(io.signal("SIGINT")).toBe(true);
  expect<number>(await ended).toBe(130);
  expect(await statuses(world)).toEqual(["cancelled"]);
});

test("doctor that sends no card is interrupted by an interruption", async () => {
  await using world = await openWorld();
  world.sandbox.addFault({ on: "bot", kind: "delay", delay_ms: 4_000, times: 10 });
  await using program = startProgram([...FROM_SOURCE, "doctor"], { env: world.env });
  await program.find(/database: /);
  program.signal("SIGINT");
  expect(await program.ended).toBe(130);
});

test("doctor --probe names what Lark has against the card, and leaves none pending", async () => {
  await using world = await openWorld();
  world.sandbox.addFault({ on: "send", code: 230013, times: 100 });
  const { code, callback, err } = await probe(world, "--to", ADA);
  expect([code, callback?.state, err]).toEqual([1, "broken", ""]);
  expect(callback?.message).toBe(`Lark did not take the card for ${ADA}: lark_230013`);
  expect(callback?.fix).toContain("/version: ");
  expect(await statuses(world)).toEqual(["cancelled"]);
});

test("doctor --probe without a server says so, and a probe to nobody is a mistake", async () => {
  await using world = await openWorld();
  await world.stopServer();
  const { code, callback } = await probe(world, "--to", ADA);
  expect([code, callback?.state, callback?.fix]).toEqual([1, "broken", "start the server, and see its log"]);
  for (const argv of [["--probe"], ["--to", ADA], ["--probe", "--to", ADA, "--offline"]]) {
    expect(await run(["doctor", ...argv], fakeIo())).toBe(2);
  }
});
