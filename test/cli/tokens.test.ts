import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createApiClient } from "../../src/cli/api/api-client.ts";
import { run } from "../../src/cli/run.ts";
import { aBody, openWorld } from "../e2e/open-world.ts";
import { fakeIo } from "./fake-io.ts";

async function tokens(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const io = fakeIo({ env });
  const code: number = await run(["tokens", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

function emptyDir() {
  const path = mkdtempSync(join(tmpdir(), "countersign-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

describe("tokens", () => {
  test("are taken and refused by a running server as soon as they are made and revoked", async () => {
    await using world = await openWorld();
    const at = ["--data-dir", world.dataDir];
    const made = await tokens(["create", "--name", "ci", ...at]);
    expect(made.code).toBe(0);
    const [, id = ""] = /^(tok_\w+), for ci \(requests\)\./.exec(made.err) ?? [];
    const client = createApiClient({ url: world.url, token: made.out.trim() });
    expect((await client.list({})).data).toEqual([]);

    expect((await tokens(["revoke", id, ...at])).code).toBe(0);
    expect(await client.list({}).catch((fault: unknown) => fault)).toMatchObject({ code: "auth" });
    expect((await tokens(["revoke", id, ...at])).code).toBe(1);
  });

  test("are shown once: the list and the database have no trace of them", async () => {
    using dir = emptyDir();
    const env = { COUNTERSIGN_DATA_DIR: dir.path };
    const made = JSON.parse((await tokens(["create", "--name", "ci", "--json"], env)).out) as {
      id: string;
      token: string;
    };
    expect(made.token).toMatch(/^cst_[\w-]{43}$/);
    const listed = await tokens(["list", "--json"], env);
    expect(JSON.parse(listed.out)).toMatchObject({ data: [{ id: made.id, name: "ci", revoked_at: null }] });
    expect(listed.out).not.toContain(made.token);
    expect(await Bun.file(join(dir.path, "countersign.db")).text()).not.toContain(made.token);
  });

  test("are found where the flag, the environment or the file says, in this order", async () => {
    using dir = emptyDir();
    const [flag, env, file] = ["flag", "env", "file"].map((name) => join(dir.path, name)) as [
      string,
      string,
      string,
    ];
    const config = join(dir.path, "countersign.toml");
    writeFileSync(config, `COUNTERSIGN_DATA_DIR = "${file}"\n`);
    await tokens(["create", "--name", "a", "-c", config]);
    expect([flag, env, file].map(existsSync)).toEqual([false, false, true]);
    await tokens(["create", "--name", "a", "-c", config], { COUNTERSIGN_DATA_DIR: env });
    expect([flag, env].map(existsSync)).toEqual([false, true]);
    await tokens(["create", "--name", "a", "-c", config, "--data-dir", flag], { COUNTERSIGN_DATA_DIR: env });
    expect(existsSync(flag)).toBe(true);
  });

  test.each([[["list"]], [["revoke", "tok_1"]]])("make no database to %j in", async (argv) => {
    using dir = emptyDir();
    const data = join(dir.path, "data");
    const { code, out, err } = await tokens([...argv, "--data-dir", data]);
    expect([code, out, existsSync(data)]).toEqual([1, "", false]);
    expect(err).toStartWith(`countersign: there is no database in ${data}\n`);
  });

  test.each([
    ["older", 0, "start the server with this one"],
    ["newer", 99, "use the newer binary"],
  ])("leave the database of an %s server alone, and say the way back", async (_, version, mend) => {
    using dir = emptyDir();
    const env = { COUNTERSIGN_DATA_DIR: dir.path };
    expect((await tokens(["create", "--name", "first"], env)).code).toBe(0);
    using db = new Database(join(dir.path, "countersign.db"));
    db.run(`pragma user_version = ${version}`);
    for (const argv of [["create", "--name", "ci"], ["list"], ["revoke", "tok_1"]]) {
      const { code, out, err } = await tokens(argv, env);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toContain(mend);
    }
    expect(db.query("pragma user_version").get()).toEqual({ user_version: version });
    expect(db.query("select name from tokens").all()).toEqual([{ name: "first" }]);
  });

  test("open only what their scopes say, which is the requests unless they are told", async () => {
    await using world = await openWorld();
    const make = async (...flags: string[]) => {
      const made = await tokens(["create", "--name", "ci", "--json", "--data-dir", world.dataDir, ...flags]);
      const { token, scopes } = JSON.parse(made.out) as { token: string; scopes: string[] };
      return { scopes, client: createApiClient({ url: world.url, token }) };
    };
    const usual = await make();
    expect(usual.scopes).toEqual(["requests"]);
    const { id } = await usual.client.create(aBody());
    const reader = await make("--scope", "read", "--scope", "use", "--scope", "read");
    expect(reader.scopes).toEqual(["read", "use"]);
    expect((await reader.client.find(id)).status).toBe("pending");
    expect(await reader.client.cancel(id).catch((fault: unknown) => fault)).toMatchObject({
      code: "auth",
      message: "this takes a token with the scope requests (forbidden)",
    });
    expect((await tokens(["create", "--name", "ci", "--scope", "all"])).code).toBe(2);
    const listed = await tokens(["list", "--data-dir", world.dataDir]);
    expect(listed.out).toMatch(/ci +read use /);
  });

  test("say in a line why a database cannot be used", async () => {
    using dir = emptyDir();
    writeFileSync(
      join(dir.path, "countersign.db"),
      "this is no database, whatever its name says, and long enough",
    );
    const { code, err } = await tokens(["list", "--data-dir", dir.path]);
    expect([code, err.split("\n").length]).toEqual([1, 2]);
    expect(err).toContain(dir.path);
  });
});
