type Attribute = string | number | boolean | undefined;

interface Props {
  readonly on?: { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };
  readonly style?: Readonly<Record<string, string | undefined>>;
  readonly [attribute: string]: unknown;
}

export type Child = Node | string | undefined | false | readonly Child[];

/**
 * An element with attributes, listeners (`on`), CSS properties (`style`) and children. Strings become text nodes, never
 * markup, so that whatever a card says stays text. An attribute that is `false` or undefined is left out.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setProps(element, props);
  append(element, children);
  return element;
}

/** An SVG drawing of one 24 × 24 path in the text's colour, hidden from assistive technology. */
export function icon(path: string, name = "icon"): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", name);
  drawing.append(line);
  return drawing;
}

const SVG = "http://www.w3.org/2000/svg";

function setProps(element: HTMLElement, { on = {}, style = {}, ...attributes }: Props): void {
  for (const [type, listener] of Object.entries(on))
    element.addEventListener(type, listener as EventListener);
  for (const [property, value] of Object.entries(style)) {
    if (value !== undefined) element.style.setProperty(property, value);
  }
  for (const [name, value] of Object.entries(attributes) as [string, Attribute][]) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (isList(child)) append(parent, child);
    else if (child !== undefined && child !== false) {
      parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    }
  }
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}
