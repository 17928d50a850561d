import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";

import type { CertificatePaths } from "../../src/certificate/read-certificate.ts";

/** A new certificate for localhost and 127.0.0.1, that signs itself. */
export function aCertificate(dir: string, name: string, days = 30): CertificatePaths {
  const paths = { cert: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) };
  const told =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -addext";
  const { success, stderr } = Bun.spawnSync([
    "openssl",
    ...told.split(" "),
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-days",
    String(days),
    "-keyout",
    paths.key,
    "-out",
    paths.cert,
  ]);
  if (!success) throw new Error(stderr.toString());
  return paths;
}

/** Puts a pair in another's place, the key first, each whole. */
export function replacePair(paths: CertificatePaths, by: CertificatePaths): void {
  for (const which of ["key", "cert"] as const) {
    copyFileSync(by[which], `${paths[which]}.new`);
    renameSync(`${paths[which]}.new`, paths[which]);
  }
}

/** What a new connection to this address is shown, as PEM. */
export function shownBy(url: string, servername?: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const to = { host: hostname, port: Number(port), rejectUnauthorized: false };
  const socket = connect({ ...to, ...(servername !== undefined && { servername }) }, () => {
    resolve(pem(socket.getPeerCertificate().raw));
    socket.destroy();
  });
  socket.once("error", reject);
  return promise;
}

export function pemOf({ cert }: CertificatePaths): string {
  return readFileSync(cert, "utf8");
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").replaceAll(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
