import { describe, expect, onTestFinished, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import examples from "../fixtures/card-callback-examples.json";
import { fakeIo } from "./fake-io.ts";

const UID = process.getuid?.() ?? 0;

async function handlers(dataDir: string, ...argv: readonly string[]) {
  const io = {
    ...fakeIo({ env: { PATH: process.env["PATH"] ?? "", COUNTERSIGN_DATA_DIR: dataDir } }),
    uid: UID,
  };
  const code: number = await run(["handlers", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

function folder(files: Readonly<Record<string, string>>): string {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-test-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  mkdirSync(join(dataDir, "handlers"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataDir, "handlers", name), text);
  return dataDir;
}

const PUBLISH = `export default {
  type: "card.action.trigger", match: { do: "publish" },
  async handle(action, { log, store, cards, approvals }) {
    log.info("called", { tag: action.tag });
    await store.set("last", action.open_id);
    const { id } = await approvals.create({ title: "T" });
    await cards.update(action.message_id, { schema: "2.0" });
    return { toast: { type: "info", content: (await store.get("last")) + " " + id } };
  },
};`;
const FORWARD = `{ "type": "card.action.trigger", "match": { "do": "other" }, "forward": "https://example.com/hook" }`;

function event(dataDir: string, body: unknown = examples.examples[0]?.body): string {
  const file = join(dataDir, "event.json");
  writeFileSync(file, JSON.stringify(body));
  return file;
}

describe("handlers list", () => {
  test("names each with what it takes, and what is broken", async () => {
    const dataDir = folder({ "publish.ts": PUBLISH, "other.json": FORWARD, "broken.ts": "export default {" });
    const { code, out } = await handlers(dataDir, "list");
    expect(code).toBe(0);
    expect(out).toMatch(/^publish +card\.action\.trigger +\{"do":"publish"\} +publish\.ts$/m);
    expect(out).toMatch(/^other +card\.action\.trigger +\{"do":"other"\} +https:\/\/example\.com\/hook$/m);
    expect(out).toMatch(/^broken\.ts +broken/m);
    const json: unknown = JSON.parse((await handlers(dataDir, "list", "--json")).out);
    expect(json).toMatchObject({
      dir: join(dataDir, "handlers"),
      handlers: [{ name: "other" }, { name: "publish", match: { do: "publish" } }],
      faults: [{ file: "broken.ts" }],
    });
  });

  test("says where it looked, where there are none", async () => {
    const dataDir = folder({});
    expect(await handlers(dataDir, "list")).toMatchObject({
      code: 0,
      out: "",
      err: expect.stringContaining(join(dataDir, "handlers")),
    });
  });
});

describe("handlers check", () => {
  test("is content with good ones", async () => {
    const dataDir = folder({ "publish.ts": PUBLISH, "other.json": FORWARD });
    expect(await handlers(dataDir, "check")).toMatchObject({ code: 0, out: expect.stringMatching(/✓.*\n✓/) });
  });

  test.each([
    ["syntax.ts", 'export default {\n  type: "x",,\n};', /line 2/],
    ["empty.ts", "export const a = 1;", /default export/],
    ["typeless.ts", "export default { handle() {} };", /no type/],
    ["idle.ts", 'export default { type: "x" };', /handle/],
    ["matchless.ts", 'export default { type: "x", match: () => 1, handle() {} };', /match/],
    ["throws.ts", 'throw new Error("at the start");', /at the start/],
    ["lost.ts", 'import "./nowhere.ts"; export default {};', /nowhere/],
    ["leaves.ts", "process.exit(0);", /while it was loaded/],
    ["hook.json", '{ "type": "x" }', /forward/],
    ["odd.json", '{ "type": "x", "forward": "https://e.com", "frob": 1 }', /frob/],
    ["text.json", "hello", /JSON/],
  ])("ends with 2 and tells the fault of %s", async (file, text, fault) => {
    const { code, out } = await handlers(folder({ [file]: text }), "check");
    expect([code, out]).toEqual([2, expect.stringMatching(fault)]);
    expect(out).toStartWith(`✗ ${file}: `);
  });

  test("refuses what others could write, and says how to mend it", async () => {
    const dataDir = folder({ "publish.ts": PUBLISH });
    const file = join(dataDir, "handlers", "publish.ts");
    chmodSync(file, 0o622);
    expect(await handlers(dataDir, "check")).toMatchObject({
      code: 2,
      out: expect.stringContaining(`chmod go-w ${file}`),
    });
    chmodSync(file, 0o600);
    chmodSync(join(dataDir, "handlers"), 0o777);
    expect((await handlers(dataDir, "check")).out).toContain("chmod go-w");
  });
});

describe("handlers test", () => {
  test("runs one on a callback, and tells all that it did", async () => {
    const dataDir = folder({ "publish.ts": PUBLISH });
    const { code, out } = await handlers(dataDir, "test", "publish", "--event", event(dataDir), "--json");
    const result = JSON.parse(out) as { answer: unknown; log: unknown; calls: { tool: string }[] };
    expect(code).toBe(0);
    expect(result.answer).toMatchObject({ toast: { content: expect.stringMatching(/^ou_\w+ apr_test$/) } });
    expect(result.log).toEqual(['info called {"tag":"button"}']);
    expect(result.calls.map(({ tool }) => tool)).toEqual([
      "store.set",
      "approvals.create",
      "cards.update",
      "store.get",
    ]);
  });

  test.each([
    ["throws", 'throw new Error("boom")', /boom/],
    ["answers what Lark would not take", 'return { toast: "yes" }', /200672/],
    ["answers what is no JSON", "return { toast: 1n }", /no JSON/],
  ])("ends with 1 where it %s", async (_, body, said) => {
    const dataDir = folder({
      "h.ts": `export default { type: "card.action.trigger", handle() { ${body} } };`,
    });
    const { code, out } = await handlers(dataDir, "test", "h", "--event", event(dataDir));
    expect([code, out]).toEqual([1, expect.stringMatching(said)]);
  });

  test("hands an event over flat", async () => {
    const dataDir = folder({
      "hear.ts": `export default { type: "im.message.receive_v1", handle(event, { log }) { log.info(JSON.stringify(event)); } };`,
    });
    const body = {
      schema: "2.0",
      header: { event_id: "ev_1", event_type: "im.message.receive_v1", tenant_key: "tk" },
      event: { message: { content: "hi" } },
    };
    const { code, out } = await handlers(dataDir, "test", "hear", "--event", event(dataDir, body));
    expect(code).toBe(0);
    expect(out).toContain(
      '{"event_id":"ev_1","type":"im.message.receive_v1","tenant_key":"tk","event":{"message":{"content":"hi"}}}',
    );
  });

  test.each([
    [["nobody", "--event", "x.json"], "there is no handler nobody"],
    [["other", "--event", "x.json"], "is a forward"],
    [["publish", "--event", "/nowhere.json"], "/nowhere.json: "],
    [["publish"], "--event"],
  ])("ends with 2 for %j", async (argv, said) => {
    const dataDir = folder({ "publish.ts": PUBLISH, "other.json": FORWARD });
    expect(await handlers(dataDir, "test", ...argv)).toMatchObject({
      code: 2,
      err: expect.stringContaining(said),
    });
  });
});
