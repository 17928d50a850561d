import type { Connection } from "./connection.ts";

/** What `fetch` is called with for a path of this server, be it over the network or its socket. */
export function reach(
  url: Connection["url"],
  path: string,
  init: RequestInit,
): [url: string, init: BunFetchRequestInit] {
  if (!url.startsWith("unix:")) return [`${url}${path}`, init];
  return [`http://localhost${path}`, { ...init, unix: url.slice("unix:".length) }];
}

export function authorization(token: Connection["token"]): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
