import { describe, expect, test } from "bun:test";

import { readSources, roomOf, type SourceFile } from "./support/source-file.ts";
import { WALLS } from "./support/walls.ts";

const FILES = readSources();

/** What each file does that its room may not. */
function trespasses(file: SourceFile): readonly string[] {
  const room = roomOf(file.path);
  const { rooms, packages } = WALLS[room] ?? { rooms: [], packages: [] };
  return file.imports
    .filter(({ from, isPackage, isType }) => {
      if (isPackage) return !packages.some((known) => from === known || from.startsWith(`${known}/`));
      const other = roomOf(from);
      if (other === room || rooms.includes("*") || rooms.includes(other)) return false;
      return !(isType && rooms.includes(`${other} types`));
    })
    .map(({ from, isType }) => `${file.path} -> ${from}${isType ? " (types)" : ""}`);
}

describe("the walls", () => {
  test("stand: no room imports from one that it may not, nor a package that is not its own", () => {
    expect(FILES.flatMap(trespasses)).toEqual([]);
  });

  test("are drawn for every room, and for no other", () => {
    const rooms = new Set(FILES.map(({ path }) => roomOf(path)));
    expect([...rooms].toSorted()).toEqual(Object.keys(WALLS).toSorted());
  });

  test("have no door that nobody uses", () => {
    const used = new Set(
      FILES.flatMap(({ path, imports }) =>
        imports.flatMap(({ from, isPackage }) => {
          const other = isPackage ? from : roomOf(from);
          return [`${roomOf(path)} ${other}`, `${roomOf(path)} ${other.split("/")[0]}`];
        }),
      ),
    );
    const doors = Object.entries(WALLS).flatMap(([room, { rooms, packages }]) =>
      [...rooms, ...packages]
        .filter((door) => door !== "*")
        .map((door) => `${room} ${door.replace(" types", "")}`),
    );
    expect(doors.filter((door) => !used.has(door))).toEqual([]);
  });

  test("let nobody walk in a circle, types included", () => {
    const doors = new Map<string, string[]>();
    for (const { path, imports } of FILES) {
      const others = imports.filter(({ isPackage }) => !isPackage).map(({ from }) => roomOf(from));
      const known = doors.get(roomOf(path)) ?? [];
      doors.set(roomOf(path), [...known, ...others.filter((other) => other !== roomOf(path))]);
    }
    expect(circlesIn(doors)).toEqual([]);
  });

  test("are seen through no import that this test overlooks", () => {
    const overlooked = FILES.filter(({ code, imports }) => {
      const words = code.match(/^import\b|^\} from "|\bimport\(|^export .* from "/gm) ?? [];
      const closing = code.match(/^\} from "/gm) ?? [];
      return words.length - closing.length > imports.length;
    });
    // What users put beside the server is loaded by its path.
    expect(overlooked.map(({ path }) => path)).toEqual(["plugin/load-handler.ts"]);
    expect(FILES.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });
});

/** The files that have to run before this one. */
function runsAfter({ imports }: SourceFile): readonly string[] {
  return imports.filter(({ isPackage, isType }) => !isPackage && !isType).map(({ from }) => from);
}

/** Ways that lead back to where they began. */
function circlesIn(doors: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (place: string, way: readonly string[]): void => {
    if (way.includes(place)) circles.push([...way.slice(way.indexOf(place)), place].join(" -> "));
    if (done.has(place) || way.includes(place)) return;
    for (const next of doors.get(place) ?? []) visit(next, [...way, place]);
    done.add(place);
  };
  for (const place of doors.keys()) visit(place, []);
  return circles;
}

describe("a file of src", () => {
  test("is not part of a circle when it runs", () => {
    expect(circlesIn(new Map(FILES.map((file) => [file.path, runsAfter(file)])))).toEqual([]);
  });

  test("has 200 lines at most", () => {
    const long = FILES.filter(({ text }) => text.split("\n").length > 201);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test("is named in kebab-case, and never index.ts", () => {
    const odd = FILES.map(({ path }) => path).filter(
      (path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.d)?\.ts$/.test(path) || path.endsWith("index.ts"),
    );
    expect(odd).toEqual([]);
  });

  test("exports by name what it has itself: no default export, no barrel", () => {
    const odd = FILES.filter(({ path }) => !path.endsWith(".d.ts")).filter(({ code }) =>
      /^export (default\b|\*|type \*|(type )?\{)/m.test(code),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});

describe("time, chance and secrets", () => {
  test("come in as arguments: only the roof, and what pretends to be the world, asks for them", () => {
    const SOURCES =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID|\bgetRandomValues\b|\brandomBytes\(/;
    const MAY = new Set(["server.ts", "cli", "sandbox", "wiring"]);
    const asking = FILES.filter(({ path, code }) => SOURCES.test(code) && !MAY.has(roomOf(path)));
    // A function that is given its randomness has a parameter of that name.
    expect(asking.map(({ path }) => path).filter((path) => path !== "api-token.ts")).toEqual([]);
  });

  test("are never compared by ===, which tells by its time how much of them is right", () => {
    const SECRET = /signature|secret|token|digest|hash|hmac|password|encryptkey/i;
    const OPERAND = /((?<![\w$.?[\]"'`])[\w$.?[\]"'`]+(?:\([^()\n]*\)[\w$.?[\]]*)*)/.source;
    const OPERANDS = new RegExp(`${OPERAND}\\s*(?:===|!==|==|!=)\\s*${OPERAND}`, "g");
    const LITERAL = /^(["'`].*|\d.*|true|false|null|undefined|)$/;
    const compared = FILES.flatMap(({ path, code }) =>
      [...code.matchAll(OPERANDS)]
        .map(([, left = "", right = ""]) => [left, right])
        .filter((pair) => !pair.some((side) => LITERAL.test(side)) && pair.some((side) => SECRET.test(side)))
        .map((pair) => `${path}: ${pair.join(" = ")}`),
    );
    expect(compared.filter((place) => !(place in HARMLESS))).toEqual([]);
    expect(Object.keys(HARMLESS).filter((place) => !compared.includes(place))).toEqual([]);
  });
});

/** Comparisons whose time tells nobody anything, each with its reason. */
const HARMLESS: Readonly<Record<string, string>> = {
  "wiring/identify.ts: hash = handlersHash":
    "both are hashes: what their time tells does not help to find a token",
  "storage/sqlite/create-approval.ts: earlier.digest = key.digest": "of a request's body, which is no secret",
  "storage/sqlite/create-posting.ts: earlier.digest = key.digest": "of a request's body, which is no secret",
  "audit/compare-approvals.ts: requestDigest(request) = told.digest":
    "of a request's body, which is no secret",
  'audit/verify-receipt.ts: Buffer.from(signature, "base64").toString("base64") = signature':
    "whether the text is base64; the signature itself is verified by the library",
  "lark/call-api.ts: second.token = first.token": "both are ours: was it refreshed meanwhile?",
  "lark/access-token.ts: held?.token = token": "both are ours",
  "sandbox/open-api/auth-routes.ts: app_secret = app.secret": "a pretend Lark's pretend secret",
  'sandbox/long-connection/connection-routes.ts: body["AppSecret"] = app.secret': "the same",
};
