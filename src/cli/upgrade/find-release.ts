import { CliError } from "../cli-error.ts";

/** An archive that a base address has for this system. */
export interface Release {
  readonly version: string;
  readonly url: string;
  readonly sha256: string;
}

/** The newest release of `platform` that `checksums.txt` lists. Throws CliError `network` or `general`. */
export async function findRelease(base: string, platform: string): Promise<Release> {
  const text = Buffer.from(await download(`${base}/checksums.txt`)).toString();
  const releases = text.split("\n").flatMap((line) => {
    const [, sha256, version, system] =
      /^([\da-f]{64}) [ *]countersign_(\d+\.\d+\.\d+[\w.+-]*?)_([a-z\d_]+)\.tar\.gz$/.exec(line) ?? [];
    if (sha256 === undefined || version === undefined || system !== platform) return [];
    return [{ version, sha256, url: `${base}/countersign_${version}_${platform}.tar.gz` }];
  });
  const [newest] = releases.toSorted((a, b) => Bun.semver.order(b.version, a.version));
  if (newest !== undefined) return newest;
  throw new CliError("general", `${base}/checksums.txt lists nothing for ${platform}`);
}

/** What lies at an https:// or file:// address. Throws CliError `network`. */
export async function download(url: string): Promise<Uint8Array> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(300_000) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return await answer.bytes();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("network", `cannot download ${url}: ${why}`, { cause });
  }
}
