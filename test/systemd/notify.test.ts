import { describe, expect, onTestFinished, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { openWorld, until } from "../e2e/open-world.ts";
import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { firstRelease } from "../storage/first-release.ts";

/** A socket as systemd has it, and what came to it, one datagram a line. Nothing in Bun can listen on one. */
const LISTENER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = sys.argv[1]
s.bind("\\0" + name[1:] if name.startswith("@") else name)
print("listening", flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`;

async function listenAsSystemd(name: string) {
  const listener = startProgram(["python3", "-c", LISTENER, name]);
  onTestFinished(() => listener[Symbol.asyncDispose]());
  await listener.find(/listening/);
  return {
    told: (): readonly string[] =>
      listener
        .out()
        .split("\n")
        .slice(1, -1)
        .map((line) => String(JSON.parse(line))),
  };
}

describe.skipIf(process.platform !== "linux" || Bun.which("python3") === null)("systemd", () => {
  test.each(["a path", "an abstract name"])(
    "is told by %s that the server is ready once it listens, that it is well, and that it stops",
    async (kind) => {
      await using world = await openWorld();
      await world.stopServer();
      const name = kind === "a path" ? join(world.dataDir, "notify.sock") : `@countersign-${process.pid}`;
      const systemd = await listenAsSystemd(name);
      await using program = startProgram([...FROM_SOURCE, "serve"], {
        env: { ...world.env, NOTIFY_SOCKET: name, WATCHDOG_USEC: "60000", PATH: process.env["PATH"] ?? "" },
      });
      await until("READY", () => systemd.told().length > 0);
      expect(systemd.told()[0]).toBe(`READY=1\nSTATUS=Listening on ${world.url}`);
      expect((await fetch(`${world.url}/livez`)).status).toBe(200);
      await until("two WATCHDOGs", () => systemd.told().filter((line) => line === "WATCHDOG=1").length > 1);
      program.signal("SIGTERM");
      expect(await program.ended).toBe(0);
      await until("STOPPING", () => systemd.told().some((line) => line.startsWith("STOPPING=1")));
      expect(systemd.told().at(-1)).toStartWith("STOPPING=1");
    },
  );

  test("is asked for more time before each work that the first start of a new version does on a database", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const name = join(world.dataDir, "notify.sock");
    const systemd = await listenAsSystemd(name);
    const dataDir = firstRelease();
    const env = { ...world.env, NOTIFY_SOCKET: name, COUNTERSIGN_DATA_DIR: dataDir };
    await using program = startProgram([...FROM_SOURCE, "serve"], { env });
    await until("READY", () => systemd.told().some((line) => line.startsWith("READY=1")));
    const before = systemd.told().slice(
      0,
      systemd.told().findIndex((line) => line.startsWith("READY=1")),
    );
    const asked = /^EXTEND_TIMEOUT_USEC=6\d000000\nSTATUS=Starting: (copying|sealing|writing) /;
    expect(before.map((line) => asked.exec(line)?.[1])).toEqual(["copying", "sealing", "writing"]);
    for (const work of ["copying", "sealing", "writing"])
      expect(program.out()).toMatch(new RegExp(`"msg":"now ${work} [^"]*: it may take minutes`));
  });

  test("is not told that a server is ready which cannot start", async () => {
    await using world = await openWorld();
    const name = join(world.dataDir, "notify.sock");
    const systemd = await listenAsSystemd(name);
    const env = { ...world.env, NOTIFY_SOCKET: name, COUNTERSIGN_DATA_DIR: join(world.dataDir, "other") };
    await using program = startProgram([...FROM_SOURCE, "serve"], { env });
    // The port is the world's own server's.
    expect(await program.ended).toBe(1);
    expect(systemd.told()).toEqual([]);
    rmSync(name);
  });

  test("that cannot be reached does not keep the server from serving", async () => {
    await using world = await openWorld();
    await world.stopServer();
    const env = { ...world.env, NOTIFY_SOCKET: "vsock:2:1234", WATCHDOG_USEC: "60000" };
    await using program = startProgram([...FROM_SOURCE, "serve"], { env });
    await program.find(/systemd cannot be told/);
    await program.find(/"msg":"ready"/);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
  });
});
