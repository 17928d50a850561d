import { type Child, h } from "../h.ts";
import { imageUrl } from "../image-url.ts";
import { asObject, asString, type Json } from "../json.ts";
import { localized } from "../language.ts";
import type { CardContext } from "./card-context.ts";

/** `img`. */
export function drawImage(element: Json, { language }: CardContext): Child {
  const key = asString(element["img_key"]) ?? "";
  return h("img", {
    class: "image",
    src: imageUrl(key),
    alt: localized(asObject(element["alt"]), language),
    loading: "lazy",
  });
}
