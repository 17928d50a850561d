import {
  type Certificate,
  type CertificatePaths,
  type Pair,
  proveCertificate,
  readPair,
} from "./read-certificate.ts";

export interface WatchCertificateOptions {
  readonly paths: CertificatePaths;
  /** What is served until another lies there. */
  readonly first: Certificate;
  readonly everySeconds: number;
  /** Where this throws, the certificate is not served, and is offered again at the next look. */
  readonly onChanged: (certificate: Certificate) => void;
  /**
   * What lies there now cannot be served: a CertificateError, or what nobody foresaw. Told once for each fault, and again
   * after it was mended.
   */
  readonly onRefused: (fault: unknown) => void;
}

export interface CertificateWatch {
  /** Looks now, and not only when it is time. Never throws. */
  readonly look: () => void;
  readonly stop: () => void;
}

/**
 * Tells of each new certificate in the files. They are read, and not waited for: those who renew them change a link some
 * directories above, or write the key before the certificate, and a pair that does not fit yet may fit at the next look.
 */
export function watchCertificate(options: WatchCertificateOptions): CertificateWatch {
  const { paths, everySeconds, onChanged, onRefused } = options;
  let served: Pair = options.first;
  let told: string | undefined;
  const look = (): void => {
    try {
      const found = readPair(paths);
      // Nothing is parsed while nothing has changed, which is nearly always.
      const proven = isSame(found, served) ? undefined : proveCertificate(paths, found);
      if (proven !== undefined) onChanged(proven);
      served = found;
      told = undefined;
    } catch (fault) {
      const why = String(fault);
      if (told !== why) onRefused(fault);
      told = why;
    }
  };
  const timer = setInterval(look, everySeconds * 1000);
  return { look, stop: () => clearInterval(timer) };
}

function isSame(one: Pair, other: Pair): boolean {
  return one.cert === other.cert && one.key === other.key;
}
