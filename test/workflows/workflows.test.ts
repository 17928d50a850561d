import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const CHECKOUT = resolve(import.meta.dir, "../..");
const read = (path: string): string => readFileSync(join(CHECKOUT, path), "utf8");
const WORKFLOWS = readdirSync(join(CHECKOUT, ".github/workflows")).map((name) => {
  const workflow = parse(read(`.github/workflows/${name}`), { strict: true }) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  return { name, workflow, jobs, steps: jobs.flatMap(([, job]) => job.steps) };
});

describe.each(WORKFLOWS)("the workflow $name", ({ workflow, jobs, steps }) => {
  test("takes actions by their commit, which nobody can move", () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  test("may read what it checks out, and leaves no token beside what others wrote", () => {
    for (const [, { permissions = workflow.permissions, steps }] of jobs) {
      const checkouts = steps.filter((step) => step.uses?.startsWith("actions/checkout@"));
      if (checkouts.length > 0) expect(permissions).toEqual({ contents: "read" });
      expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
      expect(Object.values(permissions ?? { all: "write" }).includes("write")).toBe(checkouts.length === 0);
    }
  });

  test("ends, and runs commands that there are", () => {
    expect(jobs.filter(([, job]) => job["timeout-minutes"] === undefined)).toEqual([]);
    const commands = steps.flatMap((step) => step.run?.split("\n") ?? []);
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const wanted = commands.flatMap((line) => /^\s*bun run (\S+)/.exec(line)?.[1] ?? []);
    expect(wanted.filter((name) => !(name in scripts))).toEqual([]);
    for (const line of commands.filter((line) => line.startsWith(".ci/")))
      expect(statSync(join(CHECKOUT, line)).mode & 0o111).toBe(0o111);
  });
});

test("the same Bun is named wherever one is", () => {
  const bun = Bun.version.replaceAll(".", "\\.");
  for (const path of [".github/workflows/release.yml", "install.sh", "README.md"]) {
    const named = read(path).match(/\bbun@\d[\d.]*\d/g) ?? [];
    expect(named.filter((one) => !new RegExp(`^bun@${bun}$`).test(one))).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  }
  expect(read(".ci/run")).toContain(`BUN_VERSION=${Bun.version}\n`);
});
