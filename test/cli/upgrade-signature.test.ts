import { describe, expect, test } from "bun:test";
import { createSign, generateKeyPairSync } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { findRelease } from "../../src/cli/upgrade/find-release.ts";
import { thisPlatform } from "../../src/cli/upgrade/this-platform.ts";
import { publish, type Published } from "./publish-release.ts";

describe("a list of checksums with a key", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const wanted = {
    platform: thisPlatform(),
    version: undefined,
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  };

  function sign({ base }: Published, key = privateKey): void {
    writeFileSync(
      join(base, "checksums.txt.sig"),
      createSign("sha256")
        .update(readFileSync(join(base, "checksums.txt")))
        .sign(key),
    );
  }

  test("counts when it is signed with that", async () => {
    const published = await publish("99.0.0");
    sign(published);
    expect((await findRelease(`file://${published.base}`, wanted)).version).toBe("99.0.0");
  });

  test.each([
    [
      "signed with another",
      (it: Published) => sign(it, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
      "is wrong",
      "auth",
    ],
    [
      "changed after it was signed",
      (it: Published) => {
        sign(it);
        appendFileSync(join(it.base, "checksums.txt"), "\n");
      },
      "is wrong",
      "auth",
    ],
    [
      "signed with something that is no signature",
      (it: Published) => writeFileSync(join(it.base, "checksums.txt.sig"), "no"),
      "is wrong",
      "auth",
    ],
    ["not signed", () => {}, "cannot download", "network"],
  ])("does not when it is %s", async (_, spoil, said, code) => {
    const published = await publish("99.0.0");
    spoil(published);
    const fault: unknown = await findRelease(`file://${published.base}`, wanted).catch(
      (thrown: unknown) => thrown,
    );
    expect(fault).toMatchObject({ message: expect.stringContaining(said), code });
  });
});
