/** Lines a second that are let through. */
const MOST_LINES = 100;

/** Says of each line whether it may pass; a flood would keep the server busy with nothing else. */
export function createLineValve(monotonic: () => number): () => boolean {
  let second = 0;
  let lines = 0;
  return () => {
    const now = Math.floor(monotonic() / 1000);
    if (now !== second) [second, lines] = [now, 0];
    lines += 1;
    return lines <= MOST_LINES;
  };
}
