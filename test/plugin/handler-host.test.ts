import { describe, expect, onTestFinished, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  type HandlerHost,
  type HandlerHostOptions,
  startHandlerHost,
} from "../../src/plugin/handler-host.ts";
import type { ToHost } from "../../src/plugin/host-messages.ts";
import { spawnHandlerHost } from "../../src/plugin/spawn-handler-host.ts";

const OK = `export default { type: "ok.said_v1", handle: () => ({ said: "ok" }) };`;
const handler = (code: string, top = ""): string =>
  `${top}\nexport default { type: "card.action.trigger", async handle(action, tools) { ${code} } };`;

interface Seen {
  readonly faults: { readonly message: string; readonly file?: string | undefined }[];
  readonly logs: unknown[];
  readonly lines: string[];
  asked: number;
}

/** Handlers that run for real: `ok.ts`, and another of that code. */
async function open(code: string, more: Partial<HandlerHostOptions> = {}): Promise<HandlerHost & Seen> {
  const dir = mkdtempSync(join(tmpdir(), "countersign-host-"));
  chmodSync(dir, 0o755);
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "odd.ts"), code);
  writeFileSync(join(dir, "ok.ts"), OK);
  const seen: Seen = { faults: [], logs: [], lines: [], asked: 0 };
  const host = await startHandlerHost({
    files: ["odd.ts", "ok.ts"],
    spawn: spawnHandlerHost(dir, { env: process.env, monotonic, onPrint: (line) => seen.lines.push(line) }),
    monotonic,
    tool: async () => (seen.asked += 1),
    onLog: (line) => seen.logs.push(line),
    onFault: (message, file) => seen.faults.push({ message, file }),
    schedule,
    ...more,
  });
  onTestFinished(() => host.stop());
  return Object.assign(seen, host);
}

const monotonic = (): number => 0;

/** As if a file had less time to load. */
const hurry: HandlerHostOptions["schedule"] = (run, ms) => schedule(run, ms === 5_000 ? 500 : ms);

function schedule(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

describe("the handlers' process", () => {
  test.each([
    ["nothing", "null"],
    ["a text", '"ready"'],
    ["a kind that is not known", '{ kind: "stop" }'],
    ["a line of log of no level", '{ kind: "log", name: "odd", level: "fatal", message: "x" }'],
    ["a beginning without handlers", '{ kind: "ready" }'],
    ["a handler without a name", '{ kind: "ready", handlers: [{ file: "a.ts", type: "x" }], faults: [] }'],
    ["a question without arguments", '{ kind: "ask", id: 1, name: "odd", tool: "store.get" }'],
    ["more than is read", '{ kind: "log", name: "odd", level: "info", message: "x".repeat(4 << 20) }'],
  ])("is ended, and started again, when it sends %s", async (_, message) => {
    const host = await open(handler(`process.send(${message}); await new Promise(() => {});`));
    expect(host.call("odd", {})).rejects.toMatchObject({ code: "handler_host_ended" });
    expect(await host.call("ok", {}).catch(() => host.call("ok", {}))).toEqual({ said: "ok" });
    expect(host.faults.map(({ message: why }) => why)).toEqual(["the handlers sent what is not understood"]);
    expect(host.logs).toEqual([]);
  });

  test.each([
    ["ends", "process.exit(4);"],
    ["never comes back", "for (;;) {}"],
    ["waits for what never comes", "await new Promise(() => {});"],
  ])("leaves a file out that %s while it is loaded, names it, and runs the others", async (_, top) => {
    const host = await open(handler("", top), { schedule: hurry });
    expect(host.handlers.map(({ name }) => name)).toEqual(["ok"]);
    expect(host.faults).toEqual([
      { file: "odd.ts", message: expect.stringContaining("while it was loaded") },
    ]);
    expect(await host.call("ok", {})).toEqual({ said: "ok" });
  });

  test("that ends by itself is told of", async () => {
    const host = await open(handler("process.exit(3);"));
    expect(host.call("odd", {})).rejects.toMatchObject({ code: "handler_host_ended" });
    expect(await host.call("ok", {}).catch(() => host.call("ok", {}))).toEqual({ said: "ok" });
    expect(host.faults).toEqual([{ file: undefined, message: "the handlers' process ended by itself" }]);
  });

  test("has so many questions answered at once, and no more", async () => {
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const host = await open(
      handler(`
        const all = Array.from({ length: 1_000 }, () => tools.store.get("k").then(() => "given", () => "refused"));
        const first = await Promise.race(all);
        await tools.store.get("let go").catch(() => {});
        return { first, given: (await Promise.all(all)).filter((end) => end === "given").length };`),
      {
        async tool() {
          asked += 1;
          await gate.promise;
        },
      },
    );
    const answered = host.call("odd", {});
    schedule(gate.resolve, 300);
    expect(await answered).toEqual({ first: "refused", given: 200 });
    expect(asked).toBe(200);
  });

  test("prints and logs so many lines a second, and no more", async () => {
    const host = await open(
      handler(`
        for (let line = 0; line < 20_000; line += 1) console.log("y".repeat(100));
        for (let line = 0; line < 20_000; line += 1) process.send({ kind: "log", name: "odd", level: "info", message: "z" });
        return {};`),
    );
    await host.call("odd", {});
    expect([host.lines.length, host.logs.length]).toEqual([100, 100]);
  });
});

test("a handler that never answers is given up, and others are answered meanwhile", async () => {
  const timers: { readonly run: () => void; readonly ms: number }[] = [];
  let tell: ((message: unknown) => void) | undefined;
  const send = (message: ToHost): void => {
    if (message.kind === "ping") tell?.({ kind: "pong", id: message.id });
    if (message.kind === "call" && message.name === "ok")
      tell?.({ kind: "done", id: message.id, answer: {} });
  };
  const starting = startHandlerHost({
    files: ["hangs.ts", "ok.ts"],
    monotonic,
    spawn: (_, onMessage) => {
      tell = onMessage;
      return { send, kill() {}, memory: () => 0, exited: new Promise(() => {}) };
    },
    tool: async () => {},
    onLog() {},
    onFault() {},
    schedule(run, ms) {
      const timer = { run, ms };
      timers.push(timer);
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
    },
  });
  tell?.({ kind: "ready", handlers: [], faults: [] });
  const host = await starting;
  const hanging = host.call("hangs", {});
  expect(await host.call("ok", {})).toEqual({});
  for (const { run, ms } of timers.slice()) if (ms === 30_000) run();
  expect(hanging).rejects.toMatchObject({ code: "handler_timeout" });
});
