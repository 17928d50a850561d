import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { awaitCard } from "../../src/cli/dev/await-card.ts";
import { clickOn, readCard } from "../../src/cli/dev/card-state.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { openInit } from "../e2e/open-init.ts";
import { ADA, freePort, GRACE, GROUP, openWorld } from "../e2e/open-world.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { shellBlocks } from "./readme.ts";
import { openTerminal, type Terminal, whyNoTerminal } from "./terminal.ts";

/** Each block under a heading, its lines without what they say beside themselves. */
const blocks = Map.groupBy(shellBlocks(), ({ heading }) => heading);

function block(heading: string, index = 0): readonly string[] {
  const { lines = [] } = blocks.get(heading)?.[index] ?? {};
  return lines.map((line) => line.replace(/\s+# .*$/, "").trim());
}

const withoutTerminal = isLeftOut("the README's shell lines", whyNoTerminal());

describe.skipIf(withoutTerminal)("the README's shell lines, typed as they stand", () => {
  test("show the sandbox; and the tests are what CI runs", async () => {
    const [dev = "", tests = ""] = block("countersign");
    await using terminal = openTerminal();
    await terminal.start(dev, /The phone +http:/);
    expect(tests).toBe("npx --yes bun@1.4.5 run test");
    const ci = readFileSync(join(import.meta.dir, "../../.ci/run"), "utf8");
    expect(ci).toContain('npx --yes "bun@$BUN_VERSION" run test');
    expect(ci).toContain("BUN_VERSION=1.4.5\n");
  }, 60_000);

  test("go from a checkout to a released release, by one scan and one click", async () => {
    await using world = openInit();
    await using terminal = openTerminal();
    const [install = "", init = "", serve = ""] = block(REAL);
    await expectDone(terminal, install);
    const [, code = ""] = await terminal.start(`${init} --domain ${world.sandbox.url}`, SCANNED);
    world.sandbox.scan({ url: code, person: ADA });
    const { messageId } = await world.press();
    await expectDone(terminal, "wait");
    await serveOn(terminal, serve, freeAddresses());
    await release(terminal, block(REAL, 1).join(), world.sandbox, messageId);
  }, 90_000);

  test("by hand, go from a checkout to a released release and a question asked by curl", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using terminal = openTerminal();
    await expectDone(terminal, block(REAL)[0] ?? "");
    const lines = block("By hand").map((line) => filled(line, world.sandbox));
    for (const line of lines.slice(0, -1)) await expectDone(terminal, line);
    const addresses = freeAddresses();
    await serveOn(terminal, lines.at(-1)?.replace(/--listen \S+/, "") ?? "", addresses);
    world.sandbox.setCallbackUrl(`http://${addresses.door}/lark/callback`);
    await expectDone(terminal, `export COUNTERSIGN_URL=http://${addresses.door}`);
    await release(terminal, block(REAL, 1).join(), world.sandbox);
    const answer = await terminal.run(filled(block("HTTP").join("\n"), world.sandbox));
    expect(answer.out).toContain('"status":"pending"');
  }, 90_000);

  test("are in Chinese the same", () => {
    const [dev, ...others] = [0, 1, 2].map((index) => block("中文", index));
    expect(dev).toEqual(block("countersign").slice(0, 1));
    const english = [block(REAL), block(REAL, 1)];
    expect(others).toEqual(
      english.map((lines) =>
        lines.map((line) => line.replace(/--title "[^"]*"/, '--title "发布 2.4 到生产环境"')),
      ),
    );
  });

  test("make a service of it", async () => {
    await using world = openInit();
    await using terminal = openTerminal();
    const [install = "", init = "", unit = "", enable = "", ...rest] = block("Run it as a service");
    expect(rest).toEqual([]);
    await expectDone(terminal, install);
    expect((await terminal.run("ls /usr/local/bin")).out).toContain("countersign");
    const [, code = ""] = await terminal.start(`${init} --domain ${world.sandbox.url}`, SCANNED);
    world.sandbox.scan({ url: code, person: ADA });
    await world.press();
    await expectDone(terminal, "wait");
    expect((await terminal.run("stat --format=%a /etc/countersign/config.toml")).out).toContain("600");
    // It asks, and only somebody who can type.
    await expectDone(terminal, `echo yes | script --quiet --return --command '${unit}' /dev/null`);
    expect((await terminal.run("countersign service status")).out).toContain("as this program prints it");
    await expectDone(terminal, enable);
    expect(terminal.asked()).toContain("enable --now countersign");
  }, 60_000);

  test("are all run here", () => {
    expect([...blocks].map(([heading, { length }]) => [heading, length])).toEqual([
      ["countersign", 1],
      [REAL, 2],
      ["By hand", 1],
      ["HTTP", 1],
      ["Run it as a service", 1],
      ["中文", 3],
    ]);
  });
});

const REAL = "The real thing in minutes";
const SCANNED = /say yes within \d+ min:\s+(\S+)/;

interface Addresses {
  readonly door: string;
  readonly metrics: string;
}

function freeAddresses(): Addresses {
  return { door: `127.0.0.1:${freePort()}`, metrics: `127.0.0.1:${freePort()}` };
}

/** Where it listens is the reader's affair: something else may have the usual ports of this machine. */
async function serveOn(terminal: Terminal, serve: string, { door, metrics }: Addresses): Promise<void> {
  await terminal.start(
    `COUNTERSIGN_LISTEN=${door} COUNTERSIGN_METRICS_LISTEN=${metrics} ${serve}`,
    /"msg":"ready"/,
  );
}

/** Asks as the line does, says yes on the card, and sees what stands behind the line run. */
async function release(terminal: Terminal, ask: string, sandbox: Sandbox, but?: string): Promise<void> {
  const released = join(terminal.home, "released");
  const asked = terminal.run(filled(ask, sandbox).replace("./release.sh", `touch '${released}'`));
  const patience = AbortSignal.timeout(20_000);
  const card = await awaitCard(
    sandbox,
    patience,
    (message) => message.message_id !== but && readCard(message) !== undefined,
  );
  const button = readCard(card)?.buttons.find(({ value }) => value["action"] === "approve");
  if (button === undefined) throw new Error("the card has no button");
  await sandbox.click({ ...clickOn(card, ADA, button), revision: card.revision });
  expect(await asked).toMatchObject({ code: 0 });
  expect(existsSync(released)).toBe(true);
}

/** What a reader puts in the place of the dots. */
function filled(line: string, { app, url }: Sandbox): string {
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
