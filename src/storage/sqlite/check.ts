export interface Check {
  readonly name: string;
  /** What is wrong, in one line, or undefined. Never throws: who asks is a timer, or a caller of `/readyz`. */
  readonly fault: () => string | undefined;
}

/** A check that cannot be made, as of a directory that is gone, finds why. */
export function createCheck(name: string, find: () => string | undefined): Check {
  return {
    name,
    fault() {
      try {
        return find();
      } catch (fault) {
        return fault instanceof Error ? fault.message : String(fault);
      }
    },
  };
}
