/** Puts a newly drawn message in the place of the old one, and lets colour, size and words pass over softly. */
export function swap(parent: HTMLElement, old: HTMLElement, fresh: HTMLElement): void {
  const before = measure(old);
  old.replaceWith(fresh);
  if (!parent.isConnected || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const after = measure(fresh);
  const timing = { duration: 420, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" };
  if (before.height !== after.height) {
    const heights = [before.height, after.height].map((height) => ({
      height: `${height}px`,
      overflow: "hidden",
    }));
    fresh.animate(heights, timing);
  }
  const header = fresh.querySelector(".card-header");
  const colors = [before.color, after.color].filter((color) => color !== undefined);
  if (colors.length === 2)
    header?.animate(
      colors.map((backgroundColor) => ({ backgroundColor })),
      timing,
    );
  fresh.querySelector(".card-body")?.animate([{ opacity: 0.2 }, { opacity: 1 }], timing);
}

function measure(message: HTMLElement): { readonly height: number; readonly color: string | undefined } {
  const header = message.querySelector(".card-header");
  return {
    height: message.offsetHeight,
    color: header ? getComputedStyle(header).backgroundColor : undefined,
  };
}
