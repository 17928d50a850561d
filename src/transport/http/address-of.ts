/** What a request asks for; where its client names no host, as HTTP/1.0 may, it is `localhost`. Undefined where `Host` is none. */
export function addressOf({ url }: Pick<Request, "url">): URL | undefined {
  return URL.parse(url, "http://localhost") ?? undefined;
}
