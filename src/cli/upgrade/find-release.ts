import { CliError } from "../cli-error.ts";
import { isSigned } from "./is-signed.ts";

/** An archive that a base address has for this system. */
export interface Release {
  readonly version: string;
  readonly url: string;
  readonly sha256: string;
}

export interface Wanted {
  readonly platform: string;
  /** The newest one if undefined. */
  readonly version: string | undefined;
  /** What `checksums.txt` has to be signed with; empty where nothing is signed. */
  readonly publicKey: string;
}

/**
 * The release that `checksums.txt` lists for a system. Nothing in that list counts before its signature is right, where
 * there is a key. Throws CliError `network`, `auth` or `usage`, and never `general`, which is how a check for a newer one ends.
 */
export async function findRelease(base: string, { platform, version, publicKey }: Wanted): Promise<Release> {
  const list = `${base}/checksums.txt`;
  const bytes = await download(list);
  if (publicKey !== "" && !isSigned(bytes, await download(`${list}.sig`), publicKey))
    throw new CliError("auth", `the signature of ${list} is wrong`, { hint: "nothing was changed" });
  const releases = Buffer.from(bytes)
    .toString()
    .split("\n")
    .flatMap((line) => readLine(line, base));
  if (releases.length === 0)
    throw new CliError("network", `${list} is no list of checksums`, {
      hint: "see what COUNTERSIGN_BASE_URL names",
    });
  const here = releases.filter((release) => release.platform === platform);
  const fit = version === undefined ? here : here.filter((release) => release.version === version);
  const [newest] = fit.toSorted((a, b) => Bun.semver.order(b.version, a.version));
  if (newest !== undefined) return newest;
  const what = version === undefined ? "nothing" : `no ${version}`;
  throw new CliError("usage", `${list} lists ${what} for ${platform}`);
}

function readLine(line: string, base: string): readonly (Release & { readonly platform: string })[] {
  const [, sha256, version, platform] =
    /^([\da-f]{64}) [ *]countersign_(\d+\.\d+\.\d+[\w.+-]*?)_([a-z\d_]+)\.tar\.gz$/.exec(line) ?? [];
  if (sha256 === undefined || version === undefined || platform === undefined) return [];
  return [{ version, platform, sha256, url: `${base}/countersign_${version}_${platform}.tar.gz` }];
}

/** What lies at an https:// or file:// address. Throws CliError `network`, and an AbortError when it was told to end. */
export async function download(url: string, told?: AbortSignal): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(300_000);
  try {
    const answer = await fetch(url, { signal: told ? AbortSignal.any([told, timeout]) : timeout });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return await answer.bytes();
  } catch (cause) {
    told?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("network", `cannot download ${url}: ${why}`, { cause });
  }
}
