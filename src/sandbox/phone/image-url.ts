/** Where the sandbox serves the images of cards. */
export function imageUrl(imageKey: string): string {
  return `/sandbox/images/${encodeURIComponent(imageKey)}`;
}
