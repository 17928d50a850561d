/**
 * Whether a request was made to a loopback name and, if a page made it, by a page of that same origin: neither another
 * site nor a name that was rebound to this machine may press buttons here.
 */
export function isOwnPage({ headers }: Request): boolean {
  const host = headers.get("host") ?? "";
  const origin = headers.get("origin");
  return LOOPBACK.test(host) && (origin === null || origin === `http://${host}`);
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
