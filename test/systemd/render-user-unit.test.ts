import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { renderUserUnit } from "../../src/systemd/render-user-unit.ts";

const analyze = Bun.which("systemd-analyze");

const UNIT = renderUserUnit({
  execPath: "/bin/true",
  dataDir: "/home/me/.local/state/countersign",
  envFile: "/home/me/.config/countersign/countersign.env",
});

test("a user's unit may be in a home, asks for no account, and is watched", () => {
  expect(UNIT).toContain("Environment=COUNTERSIGN_DATA_DIR=/home/me/.local/state/countersign\n");
  expect(UNIT).toContain("WatchdogSec=30s\n");
  expect(UNIT).not.toMatch(/^(User|DynamicUser|StateDirectory|PrivateUsers)=/m);
});

test.skipIf(analyze === null)("systemd-analyze finds no directive in it that it does not know", async () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-unit-"));
  const file = join(directory, "countersign.service");
  await Bun.write(file, UNIT);
  const { stderr } = Bun.spawnSync([analyze ?? "", "verify", "--user", "--no-pager", file], {
    env: { ...process.env, XDG_RUNTIME_DIR: directory },
  });
  const said = stderr.toString().split("\n");
  rmSync(directory, { recursive: true });
  expect(said.filter((line) => line.includes("countersign.service"))).toEqual([]);
});
