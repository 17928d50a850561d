/** Shows that a click is under way: the pressed control spins, the others cannot be used. Undefined takes it back. */
export function showBusy(message: Element, pressed: string | undefined): void {
  for (const control of message.querySelectorAll<HTMLElement>("[data-control]")) {
    const isPressed = control.dataset["control"] === pressed;
    control.toggleAttribute("data-busy", isPressed);
    if (isPressed) control.setAttribute("aria-busy", "true");
    else control.removeAttribute("aria-busy");
    const isInert = pressed !== undefined && !isPressed;
    if ("disabled" in control) control.disabled = isInert || "off" in control.dataset;
  }
}
