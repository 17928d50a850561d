/** Waits until the condition holds. Throws after two seconds that it never did. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await Bun.sleep(1);
  }
}
