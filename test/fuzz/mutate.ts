import type { Chance } from "./chance.ts";

type Mutation = (bytes: Buffer, chance: Chance) => Buffer;

/** What has broken parsers of JSON, protobuf and base64 before. */
const SCRAPS: readonly [Buffer, ...Buffer[]] = [
  Buffer.from('"__proto__":{"x":1},'),
  Buffer.from('"schema":"",'),
  Buffer.from('"title":"a","title":"b",'),
  Buffer.from('"encrypt":"AAAA",'),
  Buffer.from('{"a":'.repeat(80)),
  Buffer.from("[".repeat(300)),
  Buffer.from("\\ud800"),
  Buffer.from("1e999"),
  Buffer.from("null"),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.from([0x00]),
];

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  function flipBit(bytes, chance) {
    const copy = Buffer.from(bytes);
    const at = chance.below(Math.max(1, copy.length));
    copy[at] = (copy[at] ?? 0) ^ (1 << chance.below(8));
    return copy;
  },
  function setByte(bytes, chance) {
    const copy = Buffer.from(bytes);
    copy[chance.below(Math.max(1, copy.length))] = chance.below(256);
    return copy;
  },
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  function cutOut(bytes, chance) {
    const from = chance.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + chance.below(16))]);
  },
  (bytes, chance) => splice(bytes, chance, chance.pick(SCRAPS)),
  function repeat(bytes, chance) {
    const from = chance.below(bytes.length + 1);
    return splice(bytes, chance, bytes.subarray(from, from + chance.below(64)));
  },
  (bytes, chance) => splice(bytes, chance, Buffer.from([32, 9, 10, 13].slice(0, 1 + chance.below(4)))),
];

function splice(bytes: Buffer, chance: Chance, scrap: Buffer): Buffer {
  const at = chance.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at)]);
}

/** The bytes with one to four things done to them; now and then with none. */
export function mutate(bytes: Buffer, chance: Chance): Buffer {
  let mutated = bytes;
  for (let left = chance.below(5); left > 0; left -= 1) mutated = chance.pick(MUTATIONS)(mutated, chance);
  return mutated;
}
