import type { Database, Statement } from "bun:sqlite";

import type { WriteHealth } from "./write-health.ts";

/** A transaction is synchronous: what awaits inside it would be committed half-way. */
export type Sync<T> = T extends PromiseLike<unknown> ? never : T;

/** Where a step's writes become one commit. */
export interface Writes {
  /** Fulfilled once what `step` wrote is on disk; rejected, with nothing of it kept, when it threw or the commit failed. */
  run<T>(step: () => Sync<T>): Promise<T>;
}

interface Entry {
  readonly step: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * The one writer. What has gathered in a turn of the event loop goes to disk in one transaction, so that commits which
 * wait for the same disk write share it. A step that throws is left out and the others run again without it, which is
 * why a step must not change anything but the database. (A savepoint for each would spare the second run, but SQLite
 * then copies every page before its first change: measured, that is a third of a decision's whole cost.)
 */
export class WriteQueue implements Writes {
  readonly #db: Database;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #health: Pick<WriteHealth, "explain"> | undefined;
  #waiting: Entry[] = [];

  constructor(db: Database, health?: Pick<WriteHealth, "explain">) {
    this.#db = db;
    this.#health = health;
    this.#begin = db.prepare("begin immediate");
    this.#commit = db.prepare("commit");
  }

  run<T>(step: () => Sync<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ step, resolve: resolve as Entry["resolve"], reject });
    });
  }

  #flush(): void {
    let batch = this.#waiting;
    this.#waiting = [];
    while (batch.length > 0) batch = this.#transact(batch);
  }

  /** Commits the whole batch, or nothing of it; answers what is to be tried again. */
  #transact(batch: Entry[]): Entry[] {
    let current: Entry | undefined;
    const values: unknown[] = [];
    try {
      this.#begin.run();
      for (current of batch) values.push(current.step());
      current = undefined;
      this.#commit.run();
    } catch (fault) {
      return this.#rollBack(batch, current, fault);
    }
    for (const [index, { resolve }] of batch.entries()) resolve(values[index]);
    return [];
  }

  #rollBack(batch: Entry[], culprit: Entry | undefined, fault: unknown): Entry[] {
    // A full or failing disk has rolled back already; a second rollback would hide why, and a second run would not help.
    const isOpen = this.#isTransactionOpen();
    const onlyTheStep = culprit !== undefined && isOpen;
    if (isOpen) this.#db.run("rollback");
    const told = this.#health === undefined ? fault : this.#health.explain(fault);
    if (told === undefined) return batch;
    for (const entry of onlyTheStep ? [culprit] : batch) entry.reject(told);
    return onlyTheStep ? batch.filter((entry) => entry !== culprit) : [];
  }

  /** A closed database throws where it is asked; those who wait are to hear the first fault, not that one. */
  #isTransactionOpen(): boolean {
    try {
      return this.#db.inTransaction;
    } catch {
      return false;
    }
  }
}
