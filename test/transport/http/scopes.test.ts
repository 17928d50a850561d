import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Scope, SCOPES } from "../../../src/api-token.ts";
import { run } from "../../../src/cli/run.ts";
import { fakeIo } from "../../cli/fake-io.ts";
import { openWorld, type World } from "../../e2e/open-world.ts";

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** As the OpenAPI document says. */
  readonly scopes: readonly string[] | undefined;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { security?: { token?: string[] }[] }>>>>;
}

/** What anybody may read: the keys by which a receipt is verified. */
const PUBLIC: ReadonlySet<string> = new Set(["/v1/keys"]);

let world: World;
let operations: readonly Operation[];
const tokens = new Map<Scope, string>();

beforeAll(async () => {
  world = await openWorld();
  const { paths } = (await (await fetch(`${world.url}/openapi.json`)).json()) as Document;
  operations = Object.entries(paths)
    .filter(([path]) => path.startsWith("/v1/") && !PUBLIC.has(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        name: `${method} ${path}`,
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, "none_0"),
        scopes: security?.find(({ token }) => token !== undefined)?.token,
      })),
    );
  for (const scope of SCOPES) {
    const io = fakeIo();
    await run(["tokens", "create", "--name", scope, "--scope", scope, "--data-dir", world.dataDir], io);
    tokens.set(scope, io.out().trim());
  }
});
afterAll(() => world[Symbol.asyncDispose]());

/** Only whether the door opens: what comes of an empty body and an id of nothing does not matter. */
async function knock({ method, path }: Operation, token: string | undefined): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${world.url}${path}`, {
    method,
    headers,
    ...((method === "POST" || method === "PUT") && { body: "{}" }),
  });
  await answer.body?.cancel();
  return answer.status;
}

describe("every route under /v1", () => {
  test("says in the OpenAPI document which scopes it takes, and is closed without a token", async () => {
    expect(operations.map(({ name }) => name)).toContain("post /v1/approvals/{id}/decide");
    const silent = operations.filter(({ scopes }) => scopes === undefined || scopes.length === 0);
    expect(silent.map(({ name }) => name)).toEqual([]);
    const statuses = await Promise.all(
      operations.map(async (one) => [one.name, await knock(one, undefined)]),
    );
    expect(statuses.filter(([, status]) => status !== 401)).toEqual([]);
  });

  test.each([...SCOPES])("opens to %s exactly where it says so", async (scope) => {
    const knocks = operations.map(async (operation) => {
      const isOpen = (await knock(operation, tokens.get(scope))) !== 403;
      const saysOpen = scope === "admin" || operation.scopes?.includes(scope) === true;
      return isOpen === saysOpen ? [] : [operation.name];
    });
    expect((await Promise.all(knocks)).flat()).toEqual([]);
  });

  test("leaves the acts of an administrator to one", () => {
    const admins = operations.filter(({ scopes }) => scopes?.join() === "admin").map(({ name }) => name);
    expect(admins).toContain("post /v1/approvals/{id}/decide");
    expect(admins).toContain("post /v1/delegations");
    const others = operations.filter(
      ({ path, scopes }) => /delegations|webhooks|audit/.test(path) && scopes?.join() !== "admin",
    );
    expect(others).toEqual([]);
  });
});
