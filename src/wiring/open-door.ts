import { CertificateError } from "../certificate/certificate-error.ts";
import { type Certificate, readCertificate } from "../certificate/read-certificate.ts";
import { watchCertificate } from "../certificate/watch-certificate.ts";
import type { Config } from "../config/config.ts";
import type { Arrivals } from "../transport/http/arrivals.ts";
import type { App } from "../transport/http/create-app.ts";
import { listenTls } from "../transport/http/listen-tls.ts";
import { listen, type Listener } from "../transport/http/listen.ts";
import type { Around } from "./around.ts";

/** Seconds between two looks at the certificate's files: what they hold now is served at most this long after. */
const CERTIFICATE_LOOK = 2;

/**
 * Opens the server to the network: by HTTPS where there is a certificate, which is changed when its files do. Rejects with
 * CertificateError, or with the `code` EADDRINUSE.
 */
export async function openDoor(
  app: App,
  config: Config,
  arrivals: Arrivals,
  around: Around,
): Promise<Listener> {
  const { COUNTERSIGN_LISTEN: address, COUNTERSIGN_TLS_CERT: cert, COUNTERSIGN_TLS_KEY: key } = config;
  if (cert === undefined || key === undefined) return listen(app, address, { arrivals });
  const { log, metrics } = around;
  const paths = { cert, key };
  const first = readCertificate(paths);
  const door = await listenTls(app, address, first, { arrivals });
  metrics.noteCertificate(first.notAfter);
  warnOfTime(first, around);
  const watch = watchCertificate({
    paths,
    first,
    everySeconds: CERTIFICATE_LOOK,
    onChanged(certificate) {
      door.use(certificate);
      metrics.noteCertificate(certificate.notAfter);
      const { names, notAfter: not_after } = certificate;
      log.info({ names, not_after }, "the certificate has changed: new connections get the new one");
      warnOfTime(certificate, around);
    },
    onRefused(fault) {
      const said = "the new certificate is not taken, and the old one stays";
      if (fault instanceof CertificateError) log.error({ code: fault.code }, `${said}: ${fault.message}`);
      else log.error({ err: fault }, said);
    },
  });
  return {
    url: door.url,
    async stop() {
      watch.stop();
      await door.stop();
    },
  };
}

function warnOfTime({ names, notBefore, notAfter }: Certificate, { log, clock }: Around): void {
  const now = clock();
  if (now < notBefore) log.warn({ names, not_before: notBefore }, "the certificate is not in force yet");
  if (now > notAfter) log.warn({ names, not_after: notAfter }, "the certificate has expired");
}
