/** Waits for something that a real socket brings about. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 2000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come about within 2 s");
    await Bun.sleep(1);
  }
}
