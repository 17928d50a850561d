import { expect, test } from "bun:test";
import { renameSync } from "node:fs";

import type { AuditHead } from "../../src/audit/audit-row.ts";
import { watchStorage } from "../../src/wiring/watch-storage.ts";
import { openStorage } from "../support/open-storage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

/** A watch over a storage whose state the test says, with what it has logged. */
function watch() {
  const state = {
    fault: undefined as string | undefined,
    head: { seq: 3, hash: "ab" } as AuditHead | undefined,
    kept: 0,
  };
  const head = (): AuditHead => {
    if (state.head === undefined) throw new Error("disk I/O error");
    return state.head;
  };
  const lines: string[] = [];
  const note = (line: object, text: string): void => void lines.push(`${text} ${JSON.stringify(line)}`);
  const watching = watchStorage(
    {
      check: { name: "database", fault: () => state.fault },
      warnings: [{ name: "disk", fault: () => undefined }],
      keepUp: async () => void (state.kept += 1),
      audit: { head, after: () => [], onAppended: () => () => {} },
    },
    { log: { info: note, error: note } as never },
    { lookMs: 1, upkeepMs: 1, anchorMs: 1 },
  );
  return { state, lines, watching };
}

test("What is wrong is said once, however its words change, and once that it is over", async () => {
  const { state, lines, watching } = watch();
  state.fault = "1 MiB";
  await until(() => lines.some((line) => line.includes("1 MiB")));
  state.fault = "2 MiB";
  const looks = state.kept;
  await until(() => state.kept > looks + 3);
  state.fault = undefined;
  await until(() => lines.some((line) => line.includes("well again")));
  await watching.stop();
  expect(lines.filter((line) => line.includes("database"))).toEqual([
    'database is not well: 1 MiB {"check":"database"}',
    'database is well again {"check":"database"}',
  ]);
});

test("The end of the audit log is said when it has moved, and at the stop", async () => {
  const { state, lines, watching } = watch();
  await until(() => lines.length > 0);
  const looks = state.kept;
  await until(() => state.kept > looks + 3);
  const stopped = watching.stop();
  state.head = { seq: 4, hash: "cd" };
  await stopped;
  expect(lines).toEqual([
    'the audit log ends here {"count":3,"head":"ab"}',
    'the audit log ends here {"count":4,"head":"cd"}',
  ]);
});

test("An audit log that cannot be read ends nothing: it is said, and the look goes on", async () => {
  const { state, lines, watching } = watch();
  await until(() => lines.length > 0);
  state.head = undefined;
  await until(() => lines.some((line) => line.startsWith("reading where the audit log ends failed")));
  state.head = { seq: 4, hash: "cd" };
  await until(() => lines.some((line) => line.includes('"cd"')));
  await watching.stop();
});

test("A data directory that is gone is what its checks say, and they throw nothing", () => {
  const dataDir = tempDir();
  const storage = openStorage(dataDir);
  renameSync(dataDir, `${dataDir}-gone`);
  try {
    const found = [storage.check, ...storage.warnings].map(({ name, fault }) => `${name}: ${fault()}`);
    expect(found).toContainEqual(expect.stringMatching(/^disk: .*ENOENT/));
  } finally {
    renameSync(`${dataDir}-gone`, dataDir);
    storage.close();
  }
});
