/** Whether tests are left out for what is missing on this machine, which is then said; for `describe.skipIf`. */
export function isLeftOut(what: string, missing: string | undefined): boolean {
  if (missing !== undefined) console.warn(`Skipped: ${what} (${missing})`);
  return missing !== undefined;
}
