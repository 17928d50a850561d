import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ADA, freePort, GRACE, GROUP, openWorld, type World } from "../e2e/open-world.ts";
import { shellBlocks } from "./readme.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** Each block under a heading, its lines without what they say beside themselves. */
const blocks = Map.groupBy(shellBlocks(), ({ heading }) => heading);

function block(heading: string, index = 0): readonly string[] {
  const { lines = [] } = blocks.get(heading)?.[index] ?? {};
  return lines.map((line) => line.replace(/\s+# .*$/, "").trim());
}

describe("the README's shell lines, typed as they stand", () => {
  test("show the sandbox; and the tests are what CI runs", async () => {
    const [dev = "", tests = ""] = block("countersign");
    await using terminal = openTerminal();
    await terminal.start(dev, /The phone +http:/);
    expect(tests).toBe("npx --yes bun@1.4.5 run test");
    const ci = readFileSync(join(import.meta.dir, "../../.ci/run"), "utf8");
    expect(ci).toContain('npx --yes "bun@$BUN_VERSION" run test');
    expect(ci).toContain("BUN_VERSION=1.4.5\n");
  }, 60_000);

  test("go from a checkout to a released release", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using terminal = openTerminal();
    const lines = block(REAL);
    const serve = lines.findIndex((line) => line.startsWith("countersign serve"));
    for (const line of lines.slice(0, serve)) await expectDone(terminal, filled(line, world));
    const address = `127.0.0.1:${freePort()}`;
    await terminal.start((lines[serve] ?? "").replace("0.0.0.0:8080", address), /"msg":"ready"/);
    world.sandbox.setCallbackUrl(`http://${address}/lark/callback`);
    await expectDone(terminal, `export COUNTERSIGN_URL=http://${address}`);
    const released = join(terminal.home, "released");
    const [ask = ""] = block(REAL, 1);
    const asked = terminal.run(filled(ask, world).replace("./release.sh", `touch '${released}'`));
    await world.press(await world.card(), ADA);
    expect(await asked).toMatchObject({ code: 0 });
    expect(existsSync(released)).toBe(true);

    const answer = await terminal.run(filled(block("HTTP").join("\n"), world));
    expect(answer.out).toContain('"status":"pending"');
  }, 60_000);

  test("make a service of it", async () => {
    await using terminal = openTerminal();
    const [install = "", unit = "", settings = "", enable = "", ...rest] = block("Run it as a service");
    expect(rest).toEqual([]);
    await expectDone(terminal, install);
    expect((await terminal.run("ls /usr/local/bin")).out).toContain("countersign");
    // It asks, and only somebody who can type.
    await expectDone(terminal, `echo yes | script --quiet --return --command '${unit}' /dev/null`);
    expect((await terminal.run("countersign service status")).out).toContain("as this program prints it");
    await expectDone(terminal, settings);
    expect((await terminal.run("stat --format=%a /etc/countersign/countersign.env")).out).toContain("600");
    await expectDone(terminal, enable);
    expect(terminal.asked()).toContain("enable --now countersign");
  }, 60_000);

  test("are all run here", () => {
    expect([...blocks].map(([heading, { length }]) => [heading, length])).toEqual([
      ["countersign", 1],
      [REAL, 2],
      ["HTTP", 1],
      ["Run it as a service", 1],
    ]);
  });
});

const REAL = "With a real Lark or Feishu app";

/** What a reader puts in the place of the dots. */
function filled(line: string, { sandbox: { app, url } }: World): string {
  return line
    .replace("LARK_APP_ID=cli_…", `LARK_APP_ID=${app.id}`)
    .replace("LARK_APP_SECRET=…", `LARK_APP_SECRET=${app.secret}`)
    .replace("LARK_ENCRYPT_KEY=…", `LARK_ENCRYPT_KEY=${app.encryptKey}`)
    .replace("LARK_VERIFICATION_TOKEN=…", `LARK_VERIFICATION_TOKEN=${app.verificationToken}`)
    .replace("LARK_DOMAIN=lark", `LARK_DOMAIN=${url}`)
    .replace("oc_…", GROUP)
    .replace("ou_…", ADA)
    .replace("ou_…", GRACE);
}

async function expectDone(terminal: Terminal, line: string): Promise<void> {
  const { code, out } = await terminal.run(line);
  expect([line, code, out]).toEqual([line, 0, out]);
}
