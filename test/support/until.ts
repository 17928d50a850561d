/** Longer than any of it takes on a busy machine: it is waited for in vain only where something is wrong. */
const PATIENCE_MS = 10_000;

/** Waits until the condition holds. Throws when it has not for so long. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await Bun.sleep(1);
  }
}
