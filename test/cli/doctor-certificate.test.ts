import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";

import type { Finding } from "../../src/cli/doctor/finding.ts";
import { run } from "../../src/cli/run.ts";
import { freePort, openWorld } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { aCertificate } from "../support/a-certificate.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

const DAY = 86_400_000;

/** What doctor says of this check, where there is this certificate and the time is `days` from now. */
async function findings(
  check: string,
  env: Readonly<Record<string, string>>,
  days = 0,
): Promise<readonly string[]> {
  const clock = () => new Date(Date.now() + days * DAY);
  const io = { ...fakeIo({ env }), uid: process.getuid?.() ?? 0, clock };
  await run(["doctor", "--json", ...(check === "server" ? [] : ["--offline"])], io);
  const { findings } = JSON.parse(io.out()) as { findings: readonly Finding[] };
  return findings.filter((one) => one.check === check).map(({ state, message }) => `${state}: ${message}`);
}

test("doctor tells for whom the certificate is, until when, and what is wrong with it", async () => {
  await using world = await openWorld();
  const { cert, key } = aCertificate(tempDir(), "site");
  const env = { ...world.env, COUNTERSIGN_TLS_CERT: cert, COUNTERSIGN_TLS_KEY: key };
  const told = (days?: number) => findings("certificate", env, days);
  expect(await findings("certificate", world.env)).toEqual([]);
  expect(await told()).toEqual([
    expect.stringMatching(/^ok: for DNS:localhost, IP Address:127\.0\.0\.1, until \d{4}-\d\d-\d\d$/),
  ]);
  expect(await told(20)).toEqual([expect.stringMatching(/^warning: ends in 9 days, on /)]);
  expect(await told(31)).toEqual([expect.stringMatching(/^broken: expired on /)]);
  expect(await told(-2)).toEqual([expect.stringMatching(/^broken: not in force before /)]);
  const elsewhere = { ...env, COUNTERSIGN_PUBLIC_URL: "https://approvals.example" };
  expect((await findings("certificate", elsewhere)).at(1)).toEndWith(", and not for approvals.example");
  writeFileSync(key, "");
  expect(await told()).toEqual([`broken: ${key} holds no private key in PEM without a passphrase`]);
});

test("doctor asks a server that serves HTTPS by HTTPS", async () => {
  await using world = await openWorld();
  await world.stopServer();
  const { cert, key } = aCertificate(tempDir(), "site");
  const env = {
    ...world.env,
    COUNTERSIGN_LISTEN: `127.0.0.1:${freePort()}`,
    COUNTERSIGN_TLS_CERT: cert,
    COUNTERSIGN_TLS_KEY: key,
  };
  await using program = startProgram([...FROM_SOURCE, "serve"], { env });
  await program.find(/"msg":"ready"/);
  expect(await findings("server", env)).toEqual([expect.stringMatching(/^ok: ready at https:/)]);
}, 30_000);
