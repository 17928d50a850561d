import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { aCertificate, pemOf, replacePair, shownBy } from "../support/a-certificate.ts";
import { freePort, openWorld, until } from "./open-world.ts";
import { FROM_SOURCE, startProgram } from "./start-program.ts";

const SERVE = [...FROM_SOURCE, "serve"];

test("serves HTTPS, takes a certificate that is renewed, and keeps the old one where the new is broken", async () => {
  await using world = await openWorld();
  await world.stopServer();
  const served = aCertificate(world.dataDir, "served");
  const metrics = `127.0.0.1:${freePort()}`;
  const env = {
    ...world.env,
    COUNTERSIGN_TLS_CERT: served.cert,
    COUNTERSIGN_TLS_KEY: served.key,
    COUNTERSIGN_METRICS_LISTEN: metrics,
  };
  await using program = startProgram(SERVE, { env });
  const [, url = ""] = await program.find(/"url":"(https:[^"]+)".*"check":"curl -k https:[^"]+\/readyz"/);
  expect(await shownBy(url)).toBe(pemOf(served));
  const ca = pemOf(served);
  expect((await fetch(`${url}/readyz`, { tls: { ca } })).status).toBe(200);

  const renewed = aCertificate(world.dataDir, "renewed", 90);
  replacePair(served, renewed);
  await until("the new certificate is shown", async () => (await shownBy(url)) === pemOf(renewed));
  const exposed = await (await fetch(`http://${metrics}/metrics`)).text();
  const [, notAfter = ""] = /^countersign_tls_not_after_seconds (\S+)$/m.exec(exposed) ?? [];
  expect(Math.round((Number(notAfter) - Date.now() / 1000) / 86_400)).toBe(90);

  writeFileSync(served.key, "no key");
  await program.find(/"level":"error".*"code":"certificate_malformed".*the old one stays/);
  expect(await shownBy(url)).toBe(pemOf(renewed));
  program.signal("SIGTERM");
  expect(await program.ended).toBe(0);
}, 30_000);

test("does not start without a certificate that fits, and says which file is at fault", async () => {
  await using world = await openWorld();
  await world.stopServer();
  const [one, other] = [aCertificate(world.dataDir, "one"), aCertificate(world.dataDir, "other")];
  const env = { ...world.env, COUNTERSIGN_TLS_CERT: one.cert, COUNTERSIGN_TLS_KEY: other.key };
  await using program = startProgram(SERVE, { env });
  expect(await program.ended).toBe(2);
  expect(program.err()).toStartWith(
    `countersign: the key in ${join(world.dataDir, "other.key")} is not that of ${one.cert}\n  COUNTERSIGN_TLS_CERT and `,
  );
}, 30_000);
