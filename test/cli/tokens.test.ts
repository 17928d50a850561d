import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createApiClient } from "../../src/cli/api/api-client.ts";
import { run } from "../../src/cli/run.ts";
import { openWorld } from "../e2e/open-world.ts";
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
