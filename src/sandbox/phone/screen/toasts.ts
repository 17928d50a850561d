import type { SandboxClickResult } from "../../view.ts";
import { h, icon } from "../h.ts";
import type { Language } from "../language.ts";
import { words } from "../words.ts";

type ToastType = NonNullable<SandboxClickResult["toast"]>["type"];

/** What the client says after a click: the toast of the answer in the reader's language, or its own error code. */
export function toastOf(
  { toast, code }: SandboxClickResult,
  language: Language,
): { readonly type: ToastType; readonly text: string } | undefined {
  if (code !== undefined) return { type: "error", text: words(language).clientError(code) };
  if (!toast) return undefined;
  return { type: toast.type, text: toast.i18n?.[language] ?? toast.content };
}

/** Shows a toast in `screen` for a few seconds. */
export function showToast(screen: HTMLElement, type: ToastType, text: string): void {
  const toast = h(
    "div",
    { class: "toast", role: "status", "data-type": type },
    icon(ICONS[type]),
    h("span", {}, text),
  );
  screen.append(toast);
  setTimeout(() => toast.toggleAttribute("data-leaving", true), SHOWN_MS - 250);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

const SHOWN_MS = 4000;

const ICONS: Readonly<Record<ToastType, string>> = {
  info: "M12 11v5M12 8h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  success: "M8 12.4l2.8 2.8L16 9.6M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  error: "M9 9l6 6M15 9l-6 6M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  warning: "M12 9v4.5M12 16.5h.01M12 4 2.8 20h18.4L12 4Z",
};
