import type { Chance } from "../fuzz/chance.ts";
import type { DiskAct } from "./record.ts";

type Change = Extract<DiskAct, { kind: "write" | "truncate" }>;

const SECTOR = 512;

/** What is certainly on a disk, and what may be or not. */
export class PretendDisk {
  readonly #certain = new Map<string, Buffer>();
  readonly #uncertain = new Map<string, Change[]>();

  apply(act: DiskAct): void {
    if (act.kind === "acknowledged") return;
    const { file } = act;
    const waiting = this.#uncertain.get(file) ?? [];
    if (act.kind !== "sync") {
      this.#uncertain.set(file, [...waiting, act]);
      return;
    }
    let image = this.#certain.get(file) ?? Buffer.alloc(0);
    for (const change of waiting) image = changed(image, change, () => true);
    this.#certain.set(file, image);
    this.#uncertain.set(file, []);
  }

  /** A disk that a cut at this moment could leave: of what was not synced, any sectors are there and any are not. */
  afterCut(chance: Chance): ReadonlyMap<string, Buffer> {
    const left = new Map<string, Buffer>();
    // Nothing of it, all of it, or anything between.
    const share = chance.pick([0, 30, 70, 95, 100]);
    for (const file of new Set([...this.#certain.keys(), ...this.#uncertain.keys()])) {
      let image: Buffer = Buffer.from(this.#certain.get(file) ?? []);
      for (const change of this.#uncertain.get(file) ?? [])
        image = changed(image, change, () => chance.below(100) < share);
      left.set(file, image);
    }
    return left;
  }
}

function changed(image: Buffer, change: Change, isThere: () => boolean): Buffer {
  if (change.kind === "truncate") return isThere() ? sized(image, change.size) : image;
  const { at, bytes } = change;
  let after = image;
  for (let from = 0; from < bytes.length; from += SECTOR) {
    if (!isThere()) continue;
    const sector = bytes.subarray(from, from + SECTOR);
    if (after.length < at + from + sector.length) after = sized(after, at + from + sector.length);
    sector.copy(after, at + from);
  }
  return after;
}

function sized(image: Buffer, size: number): Buffer {
  const other = Buffer.alloc(size);
  image.copy(other);
  return other;
}
