import { describe, expect, test } from "bun:test";

import { tempDir } from "../support/temp-dir.ts";
import { cutPower } from "./cut.ts";
import { canRecord, record } from "./record.ts";

/** Milliseconds: a recorded run, and a database opened for each cut. */
const SLOW = 60_000;
const isRecordable = canRecord();

test.if(process.env["CI"] === "true")("strace is here, or power cuts would be skipped unseen", () => {
  expect(isRecordable).toBe(true);
});

if (!isRecordable) console.warn("power cuts are skipped: there is no strace here, or it may not trace");

describe.if(isRecordable)("a power cut", () => {
  test(
    "loses no decision that was acknowledged, wherever it comes and whatever of the unsynced it leaves",
    async () => {
      const root = tempDir();
      const acts = await record(root, "FULL", 30);
      const { losing, broken, first } = cutPower(root, acts, { states: 200 });
      expect({ losing, broken, first }).toEqual({ losing: 0, broken: 0, first: undefined });
    },
    SLOW,
  );

  test.each(["NORMAL", "OFF"])(
    "loses some where a commit does not wait for the disk: synchronous = %s",
    async (synchronous) => {
      const root = tempDir();
      const cuts = cutPower(root, await record(root, synchronous, 30), { states: 100 });
      expect(cuts.losing + cuts.broken).toBeGreaterThan(0);
    },
    SLOW,
  );
});
