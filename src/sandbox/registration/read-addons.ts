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
    return readShape(JSON.parse(text)) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

function readShape(addons: unknown): ShownAddons | undefined {
  const all = members(addons, ["preset", "scopes", "events", "callbacks"]);
  if (all === undefined || !["boolean", "undefined"].includes(typeof all["preset"])) return undefined;
  const scopes = members(all["scopes"], ["tenant", "user"]);
  const events = members(members(all["events"], ["items"])?.["items"], ["tenant", "user"]);
  const callbacks = members(all["callbacks"], ["items"]);
  const lists = [
    scopes?.["tenant"],
    scopes?.["user"],
    events?.["tenant"],
    events?.["user"],
    callbacks?.["items"],
  ];
  if (!scopes || !events || !callbacks || !lists.every(isList)) return undefined;
  const [forApp = [], forUsers = [], told = [], toldUsers = [], called = []] = lists;
  return { scopes: [...forApp, ...forUsers], events: [...told, ...toldUsers], callbacks: called };
}

/** The object if it has no other members than these; what is left out is as good as empty. */
function members(value: unknown, known: readonly string[]): JsonObject | undefined {
  if (value === undefined) return {};
  if (!isJsonObject(value) || Object.keys(value).some((member) => !known.includes(member))) return undefined;
  return value;
}

function isList(value: unknown): value is readonly string[] | undefined {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
}
