/** Makes `nodes` the children of `parent` and leaves those alone that stay where they are: their focus and motion go on. */
export function reconcile(parent: Element, nodes: readonly Node[]): void {
  for (const [index, node] of nodes.entries()) {
    const present = parent.childNodes[index];
    if (present !== node) parent.insertBefore(node, present ?? null);
  }
  while (parent.childNodes.length > nodes.length) parent.lastChild?.remove();
}

/**
 * Replaces what is in `parent`. The element with the same `data-key` as the focused one has the focus afterwards, and each
 * child is scrolled sideways as far as the one before it was.
 */
export function redraw(parent: Element, nodes: readonly Element[]): void {
  const focused = parent.contains(document.activeElement) && document.activeElement?.getAttribute("data-key");
  const scrolled = Array.from(parent.children, ({ scrollLeft }) => scrollLeft);
  parent.replaceChildren(...nodes);
  for (const [index, node] of nodes.entries()) node.scrollLeft = scrolled[index] ?? 0;
  if (focused)
    parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
