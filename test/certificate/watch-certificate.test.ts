import { expect, onTestFinished, test } from "bun:test";
import { copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CertificateError } from "../../src/certificate/certificate-error.ts";
import { readCertificate } from "../../src/certificate/read-certificate.ts";
import { watchCertificate } from "../../src/certificate/watch-certificate.ts";
import { aCertificate, pemOf } from "../support/a-certificate.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

function watch(
  paths: { cert: string; key: string },
  everySeconds: number,
  use: (cert: string) => void = () => {},
) {
  const changed: string[] = [];
  const refused: string[] = [];
  const it = watchCertificate({
    paths,
    first: readCertificate(paths),
    everySeconds,
    onChanged({ cert }) {
      use(cert);
      changed.push(cert);
    },
    onRefused: (fault) => refused.push(fault instanceof CertificateError ? fault.code : String(fault)),
  });
  onTestFinished(() => it.stop());
  return { ...it, changed, refused };
}

test("a certificate that comes by a link changed above it, as certbot does, is seen", async () => {
  const dir = tempDir();
  const live = join(dir, "live");
  const [one, two] = [join(dir, "one"), join(dir, "two")].map((place) => {
    mkdirSync(place);
    return { place, ...aCertificate(place, "site") };
  });
  if (one === undefined || two === undefined) throw new Error("two were made");
  symlinkSync(one.place, live);
  const { changed } = watch({ cert: join(live, "site.pem"), key: join(live, "site.key") }, 0.01);
  symlinkSync(two.place, `${live}.new`);
  renameSync(`${live}.new`, live);
  await until(() => changed.length > 0);
  expect(changed).toEqual([pemOf(two)]);
});

test("a pair that does not fit yet is told once, and taken when it fits", () => {
  const dir = tempDir();
  const [served, next] = [aCertificate(dir, "served"), aCertificate(dir, "next")];
  const { changed, refused, look } = watch(served, 3_600);
  look();
  writeFileSync(served.key, "");
  look();
  look();
  copyFileSync(next.key, served.key);
  look();
  look();
  expect([changed, refused]).toEqual([[], ["certificate_malformed", "certificate_key_differs"]]);
  copyFileSync(next.cert, served.cert);
  look();
  look();
  expect(changed).toEqual([pemOf(next)]);
  writeFileSync(served.key, "");
  look();
  expect(refused).toHaveLength(3);
});

test("a fault that nobody foresaw ends nothing: it is told once, and the certificate is offered again", () => {
  const dir = tempDir();
  const [served, next] = [aCertificate(dir, "served"), aCertificate(dir, "next")];
  let offered = 0;
  const { changed, refused, look } = watch(served, 3_600, () => {
    offered += 1;
    if (offered < 3) throw new Error("the front is closed");
  });
  copyFileSync(next.key, served.key);
  copyFileSync(next.cert, served.cert);
  look();
  look();
  expect([changed, refused]).toEqual([[], ["Error: the front is closed"]]);
  look();
  look();
  expect([changed, offered]).toEqual([[pemOf(next)], 3]);
});
