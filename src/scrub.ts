/** Replaces what is secret in a text, wherever it stands. */
export interface Scrubber {
  readonly scrub: (text: string) => string;
  /** Secrets to be replaced from now on, besides those it knows. Of fewer than eight characters there would be too many. */
  readonly know: (secrets: readonly string[]) => void;
}

const HIDDEN = "[secret]";
const SHORTEST = 8;

const NAME = "(?:token|secret|password|passwd|encrypt_?key|access_key|api_key|ticket)";
/** A quote, in texts of JSON within others too. */
const QUOTE = String.raw`\\*["']`;
/** What a text of JSON consists of, up to the quote that closes it. */
const INSIDE = String.raw`(?:[^"\\\n]|\\.)`;

/** What comes before a secret and is kept, as a group each. */
const AFTER = [
  // Members of JSON, in JSON that lies in a text of JSON up to the quote that closes them there, and of a notation like it.
  String.raw`(${NAME}"\s*:\s*")${INSIDE}*`,
  String.raw`(${NAME}\\+["']\s*:\s*(?<quote>\\+["']))${INSIDE}*?(?=(?<!\\)\k<quote>|"|$)`,
  String.raw`(${NAME}'\s*:\s*')[^'"\\\n]*`,
  // Query strings and variables.
  String.raw`(${NAME}=(?:${QUOTE})?)[^\s"'&,;\\]+`,
  String.raw`(\b(?:authorization|cookie)(?:${QUOTE})?\s*[:=,]\s*(?:${QUOTE})?)[^\s"'\\][^"'\\\n}]*`,
  String.raw`(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}`,
  // The user and the password of a URL.
  String.raw`(:\/\/)[^\s/?#"'\\@]+(?=@)`,
];

/** Secrets that are known by their form: API tokens, webhook secrets, and Lark's tokens of tenants, users, apps and clicks. */
const FORMS = [
  String.raw`\bcst_[\w-]{20,}`,
  String.raw`\bwhsec_[\w+/=-]{16,}`,
  String.raw`\b[tuac]-(?=[\w.-]{0,64}\d)[\w.-]{16,}`,
];

const UNKNOWN = new RegExp([...AFTER, ...FORMS].join("|"), "gi");

/** One that knows secrets by their form and by what stands before them, and those that it is told of. */
export function createScrubber(secrets: readonly string[] = []): Scrubber {
  const known = new Set<string>();
  let exact = compile(known);
  const scrubber: Scrubber = {
    // Those that are known come first, and go as a whole: what stands before one may show but its beginning.
    scrub: (text) => (known.size === 0 ? text : text.replace(exact, hide)).replace(UNKNOWN, hide),
    know(secrets) {
      for (const secret of secrets)
        if (secret.length >= SHORTEST) for (const form of formsOf(secret)) known.add(form);
      exact = compile(known);
    },
  };
  scrubber.know(secrets);
  return scrubber;
}

/** The values of all that says by its name that it is secret: of settings, or of an environment. */
export function secretsIn(named: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(named)
    .filter(([name]) => /(?:TOKEN|SECRET|PASSWORD|ENCRYPT_KEY|SEAL_KEY)$/.test(name))
    .flatMap(([, value]): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => (typeof value === "string" ? [value, ...value.split(/\s+/)] : []));
}

/** Of a replacement: the match, its groups, where it stands and in what, and the groups that have names. */
function hide(match: string, ...found: readonly unknown[]): string {
  const [at, text] = found.slice(-3) as [number, string];
  const kept = found.slice(0, -3).find((group) => typeof group === "string");
  if (typeof kept === "string") return kept + HIDDEN;
  // What begins with the letter of an escape leaves that whole.
  return isEscaped(text, at) ? match.charAt(0) + HIDDEN : HIDDEN;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

/** As it stands in a text, in JSON, and in JSON within JSON; and in a URL. */
function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(secret)];
}

/** The longest first: one secret may begin as another. */
function compile(known: ReadonlySet<string>): RegExp {
  const longestFirst = [...known].toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => text.replaceAll(/\W/g, "\\$&")).join("|"), "gi");
}
