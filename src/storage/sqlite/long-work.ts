/** Work on the whole database while it is opened: nothing else goes on meanwhile, and no signal is heard. */
export interface LongWork {
  /** What is done, to be put after "now". */
  readonly what: string;
  /** Of the database. */
  readonly bytes: number;
}

/** Told before each such work. */
export type OnLongWork = (work: LongWork) => void;
