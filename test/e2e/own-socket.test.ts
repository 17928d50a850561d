import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { openWorld, TOKEN, until, type World } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

/** The server in a process of its own, with this user's runtime directory, ready. */
async function serve(world: World, env: Readonly<Record<string, string>>): Promise<Program> {
  const program = startProgram([...FROM_SOURCE, "serve"], { env: { ...world.env, ...env } });
  await program.find(/"msg":"ready"/);
  return program;
}

async function command(args: readonly string[], env: Readonly<Record<string, string>>) {
  await using program = startProgram([...FROM_SOURCE, ...args], { env });
  return { code: await program.ended, out: program.out(), err: program.err() };
}

test("the server's user asks it without a token, and nobody over the network does", async () => {
  await using world = await openWorld();
  const runtime = { XDG_RUNTIME_DIR: join(world.dataDir, "run") };
  const socket = join(runtime.XDG_RUNTIME_DIR, "countersign", "countersign.sock");
  await world.stopServer();
  await using server = await serve(world, runtime);
  expect(server.out()).toContain(`"socket":"unix:${socket}"`);
  expect([statSync(socket).mode & 0o777, statSync(join(socket, "..")).mode & 0o777]).toEqual([0o600, 0o700]);

  const made = ["request", "create", "--title", "T", "--to", "oc_1", "--approver", "ou_1", "--json"];
  const created = await command(made, runtime);
  expect([created.code, created.err]).toEqual([0, ""]);
  const { id } = JSON.parse(created.out);
  for (const env of [runtime, { COUNTERSIGN_SOCKET: socket }, { COUNTERSIGN_URL: `unix:${socket}` }])
    expect((await command(["request", "show", id, "--json"], env)).out).toContain(`"id": "${id}"`);
  expect((await fetch(`${world.url}/v1/approvals`)).status).toBe(401);
  expect(await command(["request", "list", "--url", world.url], runtime)).toMatchObject({
    code: 3,
    err: expect.stringContaining("no API token"),
  });

  const audit = await command(["audit", "export", "--data-dir", world.dataDir], {});
  expect(audit.out).toContain('"tok_socket"');
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(existsSync(socket)).toBe(false);
  expect(await command(["request", "list"], runtime)).toMatchObject({ code: 3 });
}, 30_000);

test("a token or an address that is given goes over the socket of this machine", async () => {
  await using world = await openWorld();
  const runtime = { XDG_RUNTIME_DIR: join(world.dataDir, "run") };
  await world.stopServer();
  await using _ = await serve(world, runtime);
  const list = (env: Readonly<Record<string, string>>) =>
    command(["request", "list"], { ...runtime, ...env });
  expect(await list({})).toMatchObject({ code: 0 });
  expect(await list({ COUNTERSIGN_TOKEN: "wrong-wrong-wrong", COUNTERSIGN_URL: world.url })).toMatchObject({
    code: 3,
    err: expect.stringContaining(`does not take this token (${world.url})`),
  });
  const named = `unix:${join(runtime.XDG_RUNTIME_DIR, "countersign", "countersign.sock")}`;
  expect(await list({ COUNTERSIGN_TOKEN: "wrong-wrong-wrong", COUNTERSIGN_URL: named })).toMatchObject({
    code: 3,
  });
  expect(await list({ COUNTERSIGN_TOKEN: TOKEN, COUNTERSIGN_URL: named })).toMatchObject({ code: 0 });
  expect(await list({ COUNTERSIGN_SOCKET: "" })).toMatchObject({ code: 3 });
  expect(await list({ COUNTERSIGN_URL: "unix:/nowhere/x.sock" })).toMatchObject({
    code: 4,
    err: expect.stringContaining("cannot reach unix:/nowhere/x.sock: there is no such socket"),
  });
}, 30_000);

test("a socket outlives a server that was killed, and the next one has it; a second server goes without", async () => {
  await using world = await openWorld();
  const runtime = { XDG_RUNTIME_DIR: join(world.dataDir, "run") };
  const socket = join(runtime.XDG_RUNTIME_DIR, "countersign", "countersign.sock");
  await world.stopServer();
  const killed = await serve(world, runtime);
  killed.signal("SIGKILL");
  await killed.ended;
  expect(existsSync(socket)).toBe(true);
  expect(await command(["request", "list"], runtime)).toMatchObject({
    code: 4,
    err: expect.stringContaining("nothing listens there"),
  });

  await using next = await serve(world, runtime);
  expect(next.out()).not.toContain("no socket");
  expect((await command(["request", "list"], runtime)).code).toBe(0);
  await using other = await serve(world, {
    ...runtime,
    COUNTERSIGN_DATA_DIR: join(world.dataDir, "other"),
    COUNTERSIGN_LISTEN: "127.0.0.1:0",
  });
  await other.find(/"code":"socket_in_use".*another server answers on/);
  other.signal("SIGTERM");
  expect(await other.ended).toBe(0);
  await until(
    "the first still answers",
    async () => (await command(["request", "list"], runtime)).code === 0,
  );
}, 30_000);
