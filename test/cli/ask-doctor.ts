import type { Finding } from "../../src/cli/doctor/finding.ts";
import { run } from "../../src/cli/run.ts";
import type { World } from "../e2e/open-world.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

const UID = process.getuid?.() ?? 0;

/** What the command says with these settings: each finding as a line of its state, its words and its fix. */
export async function doctor(env: Readonly<Record<string, string>>, ...argv: string[]) {
  const io = { ...fakeIo({ env }), uid: UID };
  const code: number = await run(["doctor", "--json", ...argv], io);
  const { findings } = JSON.parse(io.out()) as { readonly findings: readonly Finding[] };
  return {
    code,
    lines: findings.map(({ check, state, message, fix }) => `${state} ${check}: ${message} | ${fix}`),
  };
}

/** Settings that nothing is wrong with, for a data directory that nobody serves. */
export function quiet(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    LARK_APP_ID: "cli_1",
    LARK_APP_SECRET: "secret-of-the-app",
    LARK_ENCRYPT_KEY: "key",
    LARK_VERIFICATION_TOKEN: "token",
    COUNTERSIGN_PUBLIC_URL: "https://example.com",
    COUNTERSIGN_DATA_DIR: tempDir(),
    ...more,
  };
}

/** The settings of a server that runs, complete. */
export function settingsOf({ env }: World): Readonly<Record<string, string>> {
  return { ...env, COUNTERSIGN_PUBLIC_URL: "https://example.com" };
}
