import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";

import { CertificateError } from "./certificate-error.ts";

/** Where the PEM files are. */
export interface CertificatePaths {
  /** The server's own certificate first, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
}

/** What lies in the two files: PEM, if all is well. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate and its key, proven to belong together. */
export interface Certificate extends Pair {
  /** Whom it is for, such as `DNS:approvals.example.com`. */
  readonly names: string;
  /** Whether a client that asked for this host takes it. */
  readonly isFor: (host: string) => boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * The certificate that lies there now, whether or not its time has come or is over. Throws CertificateError, whose message
 * names the file and holds nothing of the key.
 */
export function readCertificate(paths: CertificatePaths): Certificate {
  return proveCertificate(paths, readPair(paths));
}

/** Throws CertificateError "certificate_unreadable". */
export function readPair(paths: CertificatePaths): Pair {
  return { cert: readText(paths.cert), key: readText(paths.key) };
}

/** Throws CertificateError, as readCertificate does. */
export function proveCertificate(paths: CertificatePaths, { cert, key }: Pair): Certificate {
  const leaf = parse(paths.cert, "holds no certificate in PEM", () => new X509Certificate(cert));
  const secret = parse(paths.key, "holds no private key in PEM without a passphrase", () =>
    createPrivateKey(key),
  );
  if (!leaf.checkPrivateKey(secret))
    throw new CertificateError(
      "certificate_key_differs",
      `the key in ${paths.key} is not that of ${paths.cert}`,
    );
  // What follows the first certificate is read by the library alone.
  parse(paths.cert, "holds something else than certificates", () => createSecureContext({ cert, key }));
  return {
    cert,
    key,
    names: leaf.subjectAltName ?? leaf.subject,
    isFor: (host) => (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined,
    notBefore: leaf.validFromDate,
    notAfter: leaf.validToDate,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CertificateError("certificate_unreadable", `cannot read ${path}: ${why}`, { cause });
  }
}

/** The library's own words may quote what it read. */
function parse<T>(path: string, otherwise: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new CertificateError("certificate_malformed", `${path} ${otherwise}`);
  }
}
