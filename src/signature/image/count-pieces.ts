import { malformed } from "./malformed.ts";

/** A picture at the bounds has some thousands; millions of empty ones would keep everybody else waiting for seconds. */
const MOST_PIECES = 10_000;

/** To be called for each chunk or segment of one file. Throws SignatureError `image_malformed` at one too many. */
export function countPieces(): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > MOST_PIECES) throw malformed(`it is in more than ${MOST_PIECES} pieces; save it anew`);
  };
}
