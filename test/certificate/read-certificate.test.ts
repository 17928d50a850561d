import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CertificateError } from "../../src/certificate/certificate-error.ts";
import { readCertificate } from "../../src/certificate/read-certificate.ts";
import { aCertificate, pemOf } from "../support/a-certificate.ts";
import { tempDir } from "../support/temp-dir.ts";

/** Why this pair is not taken. */
function refusalOf(cert: string, key: string): CertificateError | undefined {
  try {
    readCertificate({ cert, key });
    return undefined;
  } catch (fault) {
    if (fault instanceof CertificateError) return fault;
    throw fault;
  }
}

describe("a certificate", () => {
  test("is read with its chain, for whom it is, and how long it is in force", () => {
    const dir = tempDir();
    const [own, above] = [aCertificate(dir, "own"), aCertificate(dir, "above")];
    const chain = join(dir, "chain.pem");
    writeFileSync(chain, pemOf(own) + pemOf(above));
    const { cert, names, isFor, notBefore, notAfter } = readCertificate({ cert: chain, key: own.key });
    expect(cert).toBe(pemOf(own) + pemOf(above));
    expect(names).toBe("DNS:localhost, IP Address:127.0.0.1");
    expect(["localhost", "127.0.0.1", "example.com", "127.0.0.2"].map(isFor)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect((notAfter.getTime() - notBefore.getTime()) / 86_400_000).toBe(30);
  });

  test("is refused with the file at fault, and nothing of a key", () => {
    const dir = tempDir();
    const [one, other] = [aCertificate(dir, "one"), aCertificate(dir, "other")];
    const cut = join(dir, "cut.pem");
    writeFileSync(cut, pemOf(one) + pemOf(other).slice(0, 300));
    const locked = join(dir, "locked.key");
    Bun.spawnSync(["openssl", "ec", "-in", one.key, "-aes256", "-passout", "pass:x", "-out", locked]);
    const half = join(dir, "half.key");
    writeFileSync(half, readFileSync(one.key, "utf8").slice(0, 100));
    const cases = [
      [one.cert, other.key, "certificate_key_differs", other.key],
      [join(dir, "none.pem"), one.key, "certificate_unreadable", "none.pem"],
      [one.key, one.key, "certificate_malformed", one.key],
      [cut, one.key, "certificate_malformed", cut],
      [one.cert, half, "certificate_malformed", half],
      [
        one.cert,
        locked,
        "certificate_malformed",
        `${locked} holds no private key in PEM without a passphrase`,
      ],
    ] as const;
    for (const [cert, key, code, named] of cases) {
      const refusal = refusalOf(cert, key);
      expect(refusal?.code).toBe(code);
      expect(refusal?.message).toContain(named);
      expect(refusal?.message).not.toContain("BEGIN");
    }
  });
});
