import type { Database } from "bun:sqlite";

import type { Seal } from "../../keys/keyring.ts";
import type { Place } from "../../keys/seal-text.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import type { Writes } from "./write-queue.ts";

/** Small values that handlers keep, each for itself. */
export interface HandlerStore {
  get(handler: string, key: string): unknown;
  /** Rejects with RangeError beyond 64 KiB of JSON, 256 characters of a key or 1,000 keys. */
  set(handler: string, key: string, value: unknown): Promise<void>;
  delete(handler: string, key: string): Promise<void>;
}

const MOST_CHARS = 64 * 1024;
const LONGEST_KEY = 256;
const MOST_KEYS = 1_000;

export function createSqliteHandlerStore(db: Database, writes: Writes, seal: Seal): HandlerStore {
  const read = db.prepare<{ value: string }, [string, string]>(
    "select value from handler_store where handler = ? and key = ?",
  );
  const count = db.prepare<{ keys: number }, [string]>(
    "select count(*) keys from handler_store where handler = ?",
  );
  const write = db.prepare<never, [string, string, string]>(
    "insert into handler_store (handler, key, value) values (?, ?, ?) on conflict do update set value = excluded.value",
  );
  const remove = db.prepare<never, [string, string]>(
    "delete from handler_store where handler = ? and key = ?",
  );
  return {
    get(handler, key) {
      const row = read.get(handler, key);
      return row === null ? undefined : JSON.parse(seal.open(row.value, place(handler, key)));
    },
    async set(handler, key, value) {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new RangeError("a value has to be JSON");
      if (text.length > MOST_CHARS) throw new RangeError(`a value has at most ${MOST_CHARS} characters`);
      if (key.length > LONGEST_KEY) throw new RangeError(`a key has at most ${LONGEST_KEY} characters`);
      await writes.run(() => {
        const isNew = read.get(handler, key) === null;
        if (isNew && (count.get(handler)?.keys ?? 0) >= MOST_KEYS) {
          throw new RangeError(`a handler keeps at most ${MOST_KEYS} values`);
        }
        write.run(handler, key, seal.seal(text, place(handler, key)));
      });
    },
    delete: (handler, key) => writes.run(() => void remove.run(handler, key)),
  };
}

function place(handler: string, key: string): Place {
  return placeOf(SEALED.handlerValues, handler, key);
}
