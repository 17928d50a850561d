/** A fault as the validator has it: the path is a JSON pointer. */
interface Fault {
  readonly path: string;
  readonly message: string;
  readonly schema: Expected & { readonly title?: string | undefined };
}

interface Expected {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly anyOf?: readonly { readonly const?: string | undefined }[] | undefined;
  readonly description?: string | undefined;
}

/** Of a member that is named in full; its name may have been made up to be long. */
const LONGEST_PATH = 200;

/**
 * Which member is wrong and how, and never the value that was sent: it may be a secret. What has no name of its own is
 * called `whole`; names stand behind `within`.
 */
export function describeFault(first: Fault | undefined, whole: string, within = ""): string {
  const path = `${within}${first?.path ?? ""}`.replace(/^\//, "").replaceAll("/", ".");
  const where = path === "" ? (first?.schema.title ?? whole) : short(path);
  const how = first && expectation(first.schema);
  return `${where}: ${how ?? first?.message ?? "is not what it should be"}`;
}

function short(path: string): string {
  return path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
}

/** What the validator itself only calls a union, or tells half of. */
function expectation({ minimum, maximum, anyOf, description }: Expected): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `must be from ${minimum} to ${maximum}`;
  const choices = anyOf?.flatMap((choice) => choice.const ?? []);
  if (choices !== undefined && choices.length === anyOf?.length) return `must be ${choices.join(" or ")}`;
  return anyOf && description;
}
