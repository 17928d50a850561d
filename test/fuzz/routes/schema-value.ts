import type { Chance } from "../chance.ts";

/** What of JSON Schema the API's document uses. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

/** A value that mostly fits the schema; where it does not, it is near a bound, of another type, or what has broken programs before. */
export function schemaValue(schema: Schema, chance: Chance, known: readonly string[]): unknown {
  if (chance.below(25) === 0) return hostile(chance, known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return any(schema.enum, chance);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return schemaValue(any(choices, chance) ?? {}, chance, known);
  return (MAKERS[schema.type ?? ""] ?? hostileOf)(schema, chance, known);
}

type Maker = (schema: Schema, chance: Chance, known: readonly string[]) => unknown;

const hostileOf: Maker = (_schema, chance, known) => hostile(chance, known);

const MAKERS: Readonly<Record<string, Maker>> = {
  object,
  array: ({ items = {} }, chance, known) =>
    Array.from({ length: chance.below(25) === 0 ? 60 : chance.below(4) }, () =>
      schemaValue(items, chance, known),
    ),
  string: text,
  number,
  integer: number,
  boolean: (_schema, chance) => chance.below(2) === 0,
};

function object(
  { properties = {}, required = [] }: Schema,
  chance: Chance,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  const members = Object.entries(properties)
    // One of the required is missing now and then; of the others each is there half of the time.
    .filter(([name]) => (required.includes(name) ? chance.below(25) > 0 : chance.below(4) === 0))
    .map(([name, schema]): [string, unknown] => [name, schemaValue(schema, chance, known)]);
  const extra: [string, unknown][] =
    chance.below(20) === 0 ? [[chance.pick(MEMBERS), hostile(chance, known)]] : [];
  // Defined and not assigned: `__proto__` is to be a member as any other.
  return Object.fromEntries([...members, ...extra]);
}

function text({ minLength = 0, maxLength = 64 }: Schema, chance: Chance, known: readonly string[]): string {
  const luck = chance.below(10);
  if (luck < 4 && known.length > 0) return any(known, chance) ?? "";
  if (luck === 4) return chance.pick(TEXTS);
  if (luck === 5) return "x".repeat(Math.max(0, minLength - 1));
  if (luck === 6) return "好".repeat(Math.min(maxLength + chance.below(3) - 1, 5_000));
  return "abc".repeat(1 + chance.below(4)).slice(0, Math.max(1, maxLength));
}

function number({ minimum = 0, maximum = 1_000 }: Schema, chance: Chance): number {
  return chance.pick([
    minimum,
    maximum,
    minimum - 1,
    maximum + 1,
    minimum + 0.5,
    minimum + chance.below(maximum - minimum + 1),
  ]);
}

/** Of any type, and none that a program expects. */
export function hostile(chance: Chance, known: readonly string[]): unknown {
  return chance.pick<() => unknown>([
    () => null,
    () => chance.pick(TEXTS),
    () => chance.pick(NUMBERS),
    () => [],
    () => ({}),
    () => Array.from({ length: 300 }, () => ({})),
    () => Object.fromEntries([[chance.pick(MEMBERS), chance.pick(TEXTS)]]),
    () => nested(chance.below(200)),
    () => any(known, chance) ?? true,
  ])();
}

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

export function any<T>(from: readonly T[], chance: Chance): T | undefined {
  return from[chance.below(Math.max(1, from.length))];
}

const MEMBERS = [
  "__proto__",
  "constructor",
  "toString",
  "id",
  "status",
  "",
  "decisions",
  "x".repeat(200),
] as const satisfies readonly [string, ...string[]];

const NUMBERS = [0, -1, -0, 1.5, 2 ** 31, 2 ** 53 + 2, 1e300, Number.MIN_VALUE] as const;

/** Texts that have broken programs: marks of templates, of SQL, of markup and of terminals, and what is no text at all. */
export const TEXTS = [
  "",
  " ",
  "\0",
  "\r\nset-cookie: x=1",
  "../../etc/passwd",
  "' or 1=1 --",
  "%00%2e%2e",
  "<script>alert(1)</script>",
  "<at id=all></at>",
  "{{7*7}}${7*7}",
  "\u202egpj.exe",
  "\ud800",
  "\uffff\ufffe",
  "\u001b[2J",
  "ﷺ".repeat(50),
  "1e999",
  "true",
  "null",
  "2026-02-30T25:61:61Z",
  "ou_".padEnd(200, "1"),
  "http://127.0.0.1:1/",
  "https://[::ffff:127.0.0.1]/",
  "javascript:alert(1)",
] as const;
