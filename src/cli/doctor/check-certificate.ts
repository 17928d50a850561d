import { CertificateError } from "../../certificate/certificate-error.ts";
import { type Certificate, readCertificate } from "../../certificate/read-certificate.ts";
import type { Config } from "../../config/config.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** Days before its end by which everybody who renews certificates has done so. */
const SOON = 14;

/** The certificate that `serve` would show: none, where TLS ends elsewhere. */
export function checkCertificate(
  { COUNTERSIGN_TLS_CERT: cert, COUNTERSIGN_TLS_KEY: key, COUNTERSIGN_PUBLIC_URL: publicUrl }: Config,
  now: Date,
): readonly Finding[] {
  if (cert === undefined || key === undefined) return [];
  try {
    const certificate = readCertificate({ cert, key });
    const host = publicUrl?.startsWith("https:") ? URL.parse(publicUrl)?.hostname : undefined;
    return [inForce(certificate, now), ...(host === undefined ? [] : forHost(certificate, host))];
  } catch (fault) {
    if (!(fault instanceof CertificateError)) throw fault;
    return [broken("certificate", fault.message, "put a whole pair there, readable for the server's user")];
  }
}

function inForce({ names, notBefore, notAfter }: Certificate, now: Date): Finding {
  const until = notAfter.toISOString().slice(0, 10);
  const renew = "renew it: the server takes the new one as soon as it lies there";
  if (now < notBefore)
    return broken(
      "certificate",
      `not in force before ${notBefore.toISOString()}`,
      "see this machine's clock",
    );
  if (now > notAfter) return broken("certificate", `expired on ${until}`, renew);
  const days = Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
  if (days < SOON) return warning("certificate", `ends in ${days} days, on ${until}`, renew);
  return ok("certificate", `for ${names}, until ${until}`);
}

function forHost({ names, isFor }: Certificate, host: string): readonly Finding[] {
  if (isFor(host)) return [];
  const fix = "let it be made for that name, or name in COUNTERSIGN_PUBLIC_URL the one that it is for";
  return [broken("certificate", `it is for ${names}, and not for ${host}`, fix)];
}
