import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { startOnTerminal } from "../e2e/start-on-terminal.ts";
import { FROM_SOURCE } from "../e2e/start-program.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

// A program has to start, and the machine may have much to do.
setDefaultTimeout(30_000);

/** A program that asks two open questions with a hidden one between, and repeats the answers. */
function asking(): readonly string[] {
  const file = join(tempDir(), "asking.ts");
  const from = JSON.stringify(join(import.meta.dir, "../../src/cli/process-io.ts"));
  writeFileSync(
    file,
    `import { processIo } from ${from};
const io = processIo();
const answers = [];
io.stderr.write("id: ");
answers.push(await io.readLine());
answers.push(await io.readHidden("secret: "));
io.stderr.write("to: ");
answers.push(await io.readLine());
io.stdout.write("answers " + Buffer.from(JSON.stringify(answers)).toString("hex") + "\\n");
`,
  );
  return [FROM_SOURCE[0] ?? "bun", file];
}

async function answers(sitting: ReturnType<typeof startOnTerminal>): Promise<unknown> {
  const [, hex = ""] = await sitting.find(/answers ([0-9a-f]+)\r?\n/);
  return JSON.parse(Buffer.from(hex, "hex").toString());
}

test("a hidden answer is read, and the terminal shows nothing of it; the next one it shows again", async () => {
  await using sitting = startOnTerminal(asking());
  await sitting.find(/id: /);
  sitting.type("cli_1\n");
  await sitting.find(/secret: /);
  // A slip, taken back.
  sitting.type("hushx\u007f-hush\r");
  await sitting.find(/to: /);
  sitting.type("ada\n");
  expect(await answers(sitting)).toEqual(["cli_1", "hush-hush", "ada"]);
  expect(sitting.screen()).toContain("id: cli_1");
  expect(sitting.screen()).toContain("to: ada");
  expect(sitting.screen()).not.toContain("hush");
  expect(await sitting.ended).toBe(0);
});

test("an interruption of a hidden answer ends with 130, and the terminal shows again what is typed", async () => {
  const [program = "", file = ""] = asking();
  const script = `"${program}" "${file}"; echo "ended $?"; read line; echo "heard $line"`;
  await using sitting = startOnTerminal(["/bin/sh", "-c", script]);
  await sitting.find(/id: /);
  sitting.type("cli_1\n");
  await sitting.find(/secret: /);
  sitting.type("hush\u0003");
  await sitting.find(/ended 130/);
  sitting.type("again\n");
  await sitting.find(/heard again/);
  expect(sitting.screen()).toMatch(/ended 130\r\nagain\r\nheard again/);
});

test("nobody is asked for a yes whose answer would come from a pipe", async () => {
  const io = { ...fakeIo({ terminal: true, stdin: "yes\n" }), isStdinTerminal: false };
  expect<number>(await run(["service", "uninstall", "--root", tempDir()], io)).toBe(0);
  expect<number>(await run(["service", "install", "--root", tempDir()], io)).toBe(2);
  expect(io.err()).toContain("nobody is here to say yes");
});
