/**
 * Whether a proxy says that it passed a request on: RFC 7239, RFC 9110, and what proxies said before. Not every proxy says
 * so, and whoever speaks for themselves can leave it out.
 */
export function isForwarded({ headers }: Pick<Request, "headers">): boolean {
  return MARKS.some((mark) => headers.has(mark));
}

const MARKS = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];
