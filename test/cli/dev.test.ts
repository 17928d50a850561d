import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSteps, StepError } from "../../src/cli/dev/steps.ts";
import { run } from "../../src/cli/run.ts";
import type { SandboxView } from "../../src/sandbox/view.ts";
import { ADA } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { fakeIo } from "./fake-io.ts";

/** A place for temporary files of its own, to see what is left there. */
function temporary() {
  const path = mkdtempSync(join(tmpdir(), "countersign-test-"));
  return {
    env: { TMPDIR: path },
    left: () => readdirSync(path),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

describe("dev --auto", () => {
  test("goes the whole way with no setting and no account, says each step, and leaves nothing", async () => {
    using place = temporary();
    await using program = startProgram([...FROM_SOURCE, "dev", "--auto"], place);
    expect(await program.ended).toBe(0);
    const steps = [...program.out().matchAll(/^ +(\d) ✓ .* \d+ ms$/gm)].map(([, number]) => Number(number));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(program.out()).toContain("Only the approvers of this request may answer it.");
    expect(program.err()).toBe("");
    expect(place.left()).toEqual([]);
  });

  test("takes no setting from the environment", async () => {
    using place = temporary();
    const env = { ...place.env, LARK_RATE: "nonsense", COUNTERSIGN_CALLBACK_TOLERANCE: "nonsense" };
    await using program = startProgram([...FROM_SOURCE, "dev", "--auto"], { env });
    expect([await program.ended, program.err()]).toEqual([0, ""]);
  });
});

describe("dev --auto that cannot go all the way", () => {
  test("ends with 1 and names the step", async () => {
    using other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const io = fakeIo();
    const code: number = await run(["dev", "--auto", "--port", String(other.port)], io);
    expect([code, io.err()]).toEqual([
      1,
      `countersign: step 1 failed: another program has port ${other.port}\n`,
    ]);
    expect(io.out()).toMatch(/^ +1 ✗ /);
  });
});

describe("the steps of dev --auto", () => {
  test.each([
    [
      "a step that throws",
      () => Promise.reject(new StepError("the card is red, not green")),
      "the card is red, not green",
    ],
    ["a step that does not end in time", () => new Promise(() => {}), "not within 0.05 s"],
  ])("end with %s, which is named", async (_, work, why) => {
    const io = fakeIo();
    const steps = createSteps({ stdout: io.stdout, deadlineMs: 50 });
    await steps.take("this works", () => 1);
    const fault: unknown = await steps.take("this does not", work).catch((fault: unknown) => fault);
    expect(String(fault)).toBe(`StepError: step 2 failed: ${why}`);
    expect(io.out()).toMatch(/^ +1 ✓ this works +\d+ ms\n +2 ✗ .* ms\n$/);
  });
});

describe("dev", () => {
  test("sends a first card, tells where the phone is, and what people do, until it is interrupted", async () => {
    using place = temporary();
    await using program = startProgram([...FROM_SOURCE, "dev"], place);
    const [, phone = ""] = await program.find(/The phone +(http:\S+)/);
    const [, url = "", token = ""] = await program.find(/COUNTERSIGN_URL=(\S+) COUNTERSIGN_TOKEN=(\S+)/);
    await program.find(/Pending: Release 2.4/);
    expect(place.left()).toHaveLength(1);

    const state = (await (await fetch(`${phone}/sandbox/state`)).json()) as SandboxView;
    const { message_id, content } = state.messages[0] ?? {};
    const [approval = ""] = /apr_\w+/.exec(JSON.stringify(content)) ?? [];
    const element = { tag: "button", value: { action: "approve", approval } };
    await fetch(`${phone}/sandbox/clicks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message_id, open_id: ADA, element }),
    });
    await program.find(/Ada Lovelace clicked: accepted/);
    await program.find(/✓ Approved: Release 2.4/);
    const answer = await fetch(`${url}/v1/approvals/${approval}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ status: "approved" });

    program.signal("SIGINT");
    expect([await program.ended, program.err()]).toEqual([0, ""]);
    expect(place.left()).toEqual([]);
  });

  test("says which of the usual ports are taken, and does without", async () => {
    using place = temporary();
    using stack = new DisposableStack();
    stack.use(occupy(8080));
    await using program = startProgram([...FROM_SOURCE, "dev"], place);
    await program.find(/Port 8080 is taken by another program; this is http:\/\/127\.0\.0\.1:\d+\./);
  });

  test("does not do without a port that it was told to use", async () => {
    using other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    using place = temporary();
    await using program = startProgram([...FROM_SOURCE, "dev", "--port", String(other.port)], place);
    expect(await program.ended).toBe(1);
    expect(program.err()).toStartWith(`countersign: another program has port ${other.port}\n`);
    expect(place.left()).toEqual([]);
  });
});

/** Sees to it that somebody has the port: we, unless another program has it already. */
function occupy(port: number): Disposable {
  try {
    return Bun.serve({ port, hostname: "127.0.0.1", reusePort: false, fetch: () => new Response() });
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
}
