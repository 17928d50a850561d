import type { PlatformError } from "./platform-error.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly page_token: string;
  readonly has_more: boolean;
}

/** The page of a list that a call asks for by `page_size` and `page_token`. Throws `refusal` for one that is not to be had. */
export function pageOf<T>(
  list: readonly T[],
  query: URLSearchParams,
  { size: usual, most, refusal }: { size: number; most: number; refusal: () => PlatformError },
): Page<T> {
  const size = Number(query.get("page_size") ?? usual);
  const start = Number(query.get("page_token") || 0);
  if (!(size >= 1 && size <= most) || !(start >= 0)) throw refusal();
  const has_more = start + size < list.length;
  return {
    items: list.slice(start, start + size),
    page_token: has_more ? String(start + size) : "",
    has_more,
  };
}
