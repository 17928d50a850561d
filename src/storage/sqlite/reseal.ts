import type { Database } from "bun:sqlite";

import type { Seal } from "../../keys/keyring.ts";
import { sealedBy } from "../../keys/seal-text.ts";
import { placeOf, SEALED_COLUMNS } from "./sealed-places.ts";

/** Where a pass over all that is sealed has come to. */
export interface ResealPlace {
  readonly column: number;
  readonly after: number;
}

/** Values that are sealed anew in one commit: a few milliseconds. */
const AT_ONCE = 100;

interface Found {
  readonly at: number;
  readonly value: string;
  readonly row: string;
}

/** What goes over all sealed columns; each call inside a transaction. */
export function prepareReseal(db: Database) {
  const columns = SEALED_COLUMNS.map((sealed) => {
    const { table, row, column } = sealed;
    return {
      sealed,
      page: db.prepare<Found, [number, number]>(
        `select rowid as at, ${column} as value, json_array(${row.join(", ")}) as row from ${table}
         where rowid > ? and ${column} is not null order by rowid limit ?`,
      ),
      write: db.prepare<never, [string, number]>(`update ${table} set ${column} = ? where rowid = ?`),
      other: db.prepare<{ n: number }, [string]>(
        `select 1 as n from ${table} where ${column} is not null and instr(${column}, ?) <> 1 limit 1`,
      ),
    };
  });

  function rewrite(
    { column, after }: ResealPlace,
    limit: number,
    renew: (value: string, place: ReturnType<typeof placeOf>) => string,
  ): ResealPlace | undefined {
    const statements = columns[column];
    if (statements === undefined) return undefined;
    const found = statements.page.all(after, limit);
    for (const { at, value, row } of found) {
      const renewed = renew(value, placeOf(statements.sealed, ...(JSON.parse(row) as string[])));
      if (renewed !== value) statements.write.run(renewed, at);
    }
    const last = found.at(-1);
    return last === undefined ? { column: column + 1, after: 0 } : { column, after: last.at };
  }

  return {
    /** Seals all that older versions kept in the clear. */
    sealClear(seal: Seal): void {
      let place: ResealPlace | undefined = START;
      while (place !== undefined) place = rewrite(place, AT_ONCE, (text, where) => seal.seal(text, where));
    },
    /** Seals some more with the newest key. Answers where the next step goes on; undefined at the end. */
    step: (seal: Seal, newestId: string, place: ResealPlace = START): ResealPlace | undefined =>
      rewrite(place, AT_ONCE, (value, where) =>
        value.startsWith(sealedBy(newestId)) ? value : seal.seal(seal.open(value, where), where),
      ),
    /** Whether every value is sealed with this key. */
    isDone: (newestId: string): boolean =>
      columns.every(({ other }) => other.get(sealedBy(newestId)) === null),
  };
}

/** Whether what is replaced from now on is overwritten in the file, and not only left to be. */
export function wipe(db: Database, isOn: boolean): void {
  db.run(`pragma secure_delete = ${isOn ? "ON" : "OFF"}`);
}

const START: ResealPlace = { column: 0, after: 0 };
