import type { Database } from "bun:sqlite";

import type { Keyring, Seal } from "../../keys/keyring.ts";
import { sealedBy } from "../../keys/seal-text.ts";
import { placeOf, SEALED_COLUMNS } from "./sealed-places.ts";

/** Where a pass over all that is sealed has come to. */
export interface ResealPlace {
  readonly column: number;
  readonly after: number;
}

/** What a step has done. */
export interface ResealStep {
  /** Where the next one goes on; undefined at the end. */
  readonly next: ResealPlace | undefined;
  /** How many values it sealed anew. */
  readonly renewed: number;
}

/** One commit, of a few milliseconds: rows that are looked at, and bytes that are sealed anew, of which each value counts for some. */
const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 256 * 1024;
const LEAST_BYTES = 2 * 1024;

interface Found {
  readonly at: number;
  readonly bytes: number | null;
  readonly row: string;
}

/** What goes over all sealed columns; each call inside a transaction. */
export function prepareReseal(db: Database) {
  const columns = SEALED_COLUMNS.map((sealed) => {
    const { table, row, column } = sealed;
    return {
      sealed,
      // Without the values: of most rows of the inbox there is none any more, and of a handler's each may be long.
      page: db.prepare<Found, [number, number]>(
        `select rowid as at, octet_length(${column}) as bytes, json_array(${row.join(", ")}) as row from ${table}
         where rowid > ? order by rowid limit ?`,
      ),
      read: db.prepare<{ value: string }, [number]>(
        `select ${column} as value from ${table} where rowid = ?`,
      ),
      write: db.prepare<never, [string, number]>(`update ${table} set ${column} = ? where rowid = ?`),
    };
  });

  function rewrite(
    { column, after }: ResealPlace,
    renew: (value: string, place: ReturnType<typeof placeOf>) => string,
    choose: (found: readonly Found[]) => readonly Found[] = (found) => found,
  ): ResealStep {
    const statements = columns[column];
    if (statements === undefined) return { next: undefined, renewed: 0 };
    const found = choose(statements.page.all(after, ROWS_AT_ONCE));
    let renewed = 0;
    for (const { at, bytes, row } of found) {
      const value = bytes === null ? undefined : statements.read.get(at)?.value;
      if (value === undefined) continue;
      const anew = renew(value, placeOf(statements.sealed, ...(JSON.parse(row) as string[])));
      if (anew === value) continue;
      statements.write.run(anew, at);
      renewed += 1;
    }
    const last = found.at(-1);
    const next = last === undefined ? { column: column + 1, after: 0 } : { column, after: last.at };
    return { next, renewed };
  }

  return {
    /** Seals all that older versions kept in the clear. */
    sealClear(seal: Seal): void {
      let place: ResealPlace | undefined = START;
      while (place !== undefined) place = rewrite(place, (text, where) => seal.seal(text, where)).next;
    },
    /** Seals some more with the newest key. */
    step: (ring: Keyring, place: ResealPlace = START): ResealStep =>
      rewrite(
        place,
        (value, where) =>
          value.startsWith(sealedBy(ring.newest.id)) ? value : ring.seal(ring.open(value, where), where),
        withinBounds,
      ),
  };
}

/** The first of them, one at least. */
function withinBounds(found: readonly Found[]): readonly Found[] {
  let sum = 0;
  const end = found.findIndex(({ bytes }) => {
    sum += bytes === null ? 0 : Math.max(bytes, LEAST_BYTES);
    return sum > BYTES_AT_ONCE;
  });
  return end === -1 ? found : found.slice(0, Math.max(end, 1));
}

/** Whether what is replaced from now on is overwritten in the file, and not only left to be. */
export function wipe(db: Database, isOn: boolean): void {
  db.run(`pragma secure_delete = ${isOn ? "ON" : "OFF"}`);
}

const START: ResealPlace = { column: 0, after: 0 };
