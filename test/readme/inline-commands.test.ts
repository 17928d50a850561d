import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { scripts } from "../../package.json" with { type: "json" };
import { createProgram } from "../../src/cli/create-program.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { inlineCode, README } from "./readme.ts";

const commands = [...new Set(inlineCode().filter((code) => /^countersign [a-z]/.test(code)))];
const program: CommandUnknownOpts = createProgram(fakeIo({}), async () => {});

describe("a command in the README's text", () => {
  test.each(commands)("is one that there is, with its flags: %s", (line) => {
    const [, ...words] = line.split(/\s+/);
    let command = program;
    for (const word of words) command = command.commands.find((each) => each.name() === word) ?? command;
    expect(command).not.toBe(program);
    const flags = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]);
    const known = new Set(["--help", ...command.options.map(({ long }) => long)]);
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });

  test("is looked at", () => {
    expect(commands.length).toBeGreaterThan(15);
  });
});

test("each script that the README runs is there", () => {
  const told = [...README.matchAll(/\bbun run ([a-z]+)/g)].map(([, name = ""]) => name);
  expect(told.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...README.matchAll(/\bbun test (\S+?)[ `]/g)].map(([, path = ""]) => path);
  expect(files.filter((path) => !existsSync(join(import.meta.dir, "../..", path)))).toEqual([]);
});
