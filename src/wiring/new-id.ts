/** A new unique part of an id, sortable by time. */
export function newId(): string {
  return Bun.randomUUIDv7().replaceAll("-", "");
}
