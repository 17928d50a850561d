import { describe, expect, test } from "bun:test";

import { run } from "../../src/cli/run.ts";
import { VERSION } from "../../src/version.ts";
import { fakeIo, type FakeIoOptions } from "./fake-io.ts";

/** Runs a command line of words without spaces. */
async function command(line: string, options: FakeIoOptions = {}) {
  const io = fakeIo(options);
  const code: number = await run(line.split(" ").filter(Boolean), io);
  return { code, out: io.out(), err: io.err() };
}

describe("the command line", () => {
  test.each([
    ["sevre", "unknown command 'sevre'", "Did you mean serve?"],
    ["request creat", "unknown command 'creat'", "Did you mean create?"],
    ["request create --titel x", "unknown option '--titel'", "Did you mean --title?"],
    ["serve --data-dri /x", "unknown option '--data-dri'", "Did you mean --data-dir?"],
  ])("says of %j what was probably meant", async (line, message, suggestion) => {
    const { code, out, err } = await command(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toStartWith(`countersign: ${message}`);
    expect(err).toContain(suggestion);
  });

  test("shows what there is when it is told nothing, and that is a usage fault", async () => {
    const { code, out, err } = await command("");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: countersign");
  });

  test("lists every command and every exit code in its help", async () => {
    const { code, out } = await command("--help");
    expect(code).toBe(0);
    const commands = ["serve", "dev", "service", "request", "tokens", "version"];
    expect(commands.filter((name) => !out.includes(`\n  ${name}`))).toEqual([]);
    const codes = [0, 1, 2, 3, 4, 5, 10, 11, 12, 124, 130];
    expect(codes.filter((exit) => !new RegExp(`^  ${exit} +\\S`, "m").test(out))).toEqual([]);
  });

  test.each([
    "serve",
    "dev",
    "request create",
    "request show",
    "request list",
    "request wait",
    "request cancel",
  ])("explains every option of %s", async (name) => {
    const { out } = await command(`${name} --help`);
    const bare = out.split("\n").filter((line) => /^ {2}-/.test(line) && !/^ {2}\S.* {2,}\S/.test(line));
    expect(bare).toEqual([]);
  });

  test("has no flag for a secret", async () => {
    const { out } = await command("serve --help");
    expect(out).not.toMatch(/--\S*(secret|encrypt-key|verification-token)/);
    expect((await command("serve --lark-app-secret x")).err).toContain("unknown option");
  });

  test("shows styles to people and none to programs", async () => {
    expect((await command("--help", { terminal: true })).out).toContain("\u001b[1m");
    expect((await command("--help")).out).not.toContain("\u001b");
  });

  test("prints its version, and as JSON those of what is in it", async () => {
    const line = `countersign ${VERSION} (bun ${Bun.version}, sqlite `;
    expect((await command("--version")).out).toStartWith(line);
    expect((await command("version")).out).toStartWith(line);
    const json: unknown = JSON.parse((await command("version --json")).out);
    expect(json).toEqual({
      version: VERSION,
      bun: Bun.version,
      schema: expect.any(Number),
      sqlite: expect.stringMatching(/^3\.\d+\.\d+$/),
    });
  });
});

describe("service print", () => {
  test("prints the unit and nothing else", async () => {
    const { code, out, err } = await command("service print --account approvals --listen 127.0.0.1:9000");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toStartWith("# countersign");
    expect(out).toContain("\nUser=approvals\n");
    expect(out).toContain("\nEnvironment=COUNTERSIGN_LISTEN=127.0.0.1:9000\n");
  });

  test("says in a line why a unit would not work", async () => {
    const { code, out, err } = await command("service print --exec-path /home/ada/countersign");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^countersign: the unit hides \/home\/ .*\n {2}.*\n$/);
  });
});
