import { isJsonObject, type JsonObject } from "../../protocol/json-object.ts";

/** What a page of the platform shows to whoever scanned: what the app is to have. */
export interface ShownAddons {
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly callbacks: readonly string[];
}

const NOTHING: ShownAddons = { scopes: [], events: [], callbacks: [] };

/** The addons in a page's address. All of them are dropped without a word when anything in them is of another shape. */
export function readAddons(url: URL): ShownAddons {
  try {
    const packed = url.searchParams.get("addons") ?? "";
    if (!/^[\w-]+$/.test(packed)) return NOTHING;
    const text = new TextDecoder().decode(Bun.gunzipSync(Buffer.from(packed, "base64url")));
    return readShape(JSON.parse(text));
  } catch {
    return NOTHING;
  }
}

function readShape(addons: unknown): ShownAddons {
  const {
    preset = true,
    scopes,
    events,
    callbacks,
  } = members(addons, ["preset", "scopes", "events", "callbacks"]);
  if (typeof preset !== "boolean") throw new TypeError("preset is a boolean");
  return {
    scopes: lists(scopes, ["tenant", "user"]),
    events: lists(members(events, ["items"])["items"], ["tenant", "user"]),
    callbacks: lists(callbacks, ["items"]),
  };
}

function lists(value: unknown, known: readonly string[]): readonly string[] {
  const found = members(value, known);
  return known.flatMap((name) => list(found[name]));
}

/** The object, which may have no other members than these; what is left out is as good as empty. */
function members(value: unknown = {}, known: readonly string[]): JsonObject {
  if (!isJsonObject(value)) throw new TypeError("an object is missing");
  const odd = Object.keys(value).find((member) => !known.includes(member));
  if (odd !== undefined) throw new TypeError(`${odd} is unknown`);
  return value;
}

function list(value: unknown = []): readonly string[] {
  if (!Array.isArray(value)) throw new TypeError("a list is missing");
  return value.map((item: unknown) => {
    if (typeof item !== "string" || item === "") throw new TypeError("a name is missing");
    return item;
  });
}
