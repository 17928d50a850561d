import { describe, expect, test } from "bun:test";

import { SETTINGS } from "../../src/config/settings.ts";
import { OLD_SECRET, SECRET } from "./receiver.ts";

const { COUNTERSIGN_WEBHOOK_SECRET: secret, COUNTERSIGN_WEBHOOK_ALLOW: allow } = SETTINGS;

describe("COUNTERSIGN_WEBHOOK_SECRET", () => {
  test("is one secret, or two while it is changed, the newest first", () => {
    expect(secret.read(SECRET)).toEqual([SECRET]);
    expect(secret.read(`${SECRET} ${OLD_SECRET}\n`)).toEqual([SECRET, OLD_SECRET]);
  });

  test.each(["", "secret", "whsec_", "whsec_c2hvcnQ=", `${SECRET},${OLD_SECRET}`, `${SECRET} x`])(
    "is not %p, and what is wrong with it does not quote it",
    (text) => {
      const wrong = (): unknown => secret.read(text);
      expect(wrong).toThrow(
        "must be whsec_ and 24 to 64 bytes in base64, or two of these with a space between",
      );
    },
  );
});

describe("COUNTERSIGN_WEBHOOK_ALLOW", () => {
  test("is networks, separated by commas", () => {
    expect(allow.read("10.1.0.0/16, fd00::/8")).toEqual(["10.1.0.0/16", "fd00::/8"]);
    expect(allow.read("")).toEqual([]);
  });

  test.each(["10.1.0.0", "10.1.0.0/33", "hooks.internal", "10.1.0.0/16 10.2.0.0/16"])("is not %p", (text) => {
    expect(() => allow.read(text)).toThrow("separated by commas");
  });
});
