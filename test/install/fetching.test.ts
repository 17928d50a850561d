import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { basename, join } from "node:path";

import { Machine, SCRIPT } from "./machine.ts";
import { isSystem, Offer, program } from "./offer.ts";
import { sha256 } from "./release-archive.ts";

let machine: Machine;
let release: Offer;
beforeEach(async () => {
  machine = await Machine.create();
  release = await Offer.on(machine);
});
afterEach(() => machine.remove());

const NEW = { countersign: program("0.1.0") };

function installFrom(base: string, ...options: readonly string[]) {
  return machine.run("env", `COUNTERSIGN_BASE_URL=${base}`, "sh", SCRIPT, ...options);
}

describe("checksums.txt", () => {
  test.each([
    ["with line ends as Windows has them", (line: string) => line.replace("\n", "\r\n")],
    ["with the star of a sum over bytes", (line: string) => line.replace("  ", " *")],
    ["without a line end", (line: string) => line.trimEnd()],
  ])("is read %s", async (_, change) => {
    await release.add("0.1.0");
    const sums = join(release.directory, "checksums.txt");
    await writeFile(sums, change(await readFile(sums, "utf8")));
    expect(await installFrom(`file://${release.directory}`)).toMatchObject({ code: 0, err: "" });
    expect(await machine.installed()).toEqual(NEW);
  });

  test("that lists one version twice is not chosen from, and says so", async () => {
    const archive = await release.add("0.1.0");
    await release.list(`${"0".repeat(64)}  ${basename(archive)}\n`);
    const { code, err } = await installFrom(`file://${release.directory}`, "--version", "0.1.0");
    expect([code, err]).toEqual([1, expect.stringContaining("lists 0.1.0 for linux_x64 more than once")]);
    expect(await machine.installed()).toEqual({});
  });

  test("of an archive may end its line as Windows does", async () => {
    const archive = await release.add("0.1.0");
    await writeFile(`${archive}.sha256`, `${await sha256(archive)}\r\n`);
    expect(await machine.install("--archive", archive)).toMatchObject({ code: 0, err: "" });
  });
});

describe("a download", () => {
  test.skipIf(Bun.which("wget") === null)("is by GNU wget where there is no curl", async () => {
    await machine.forget("curl");
    await machine.link("wget");
    await release.add("0.1.0");
    await using server = release.serve();
    expect(await installFrom(server.url)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual(NEW);
  });

  test("is not by a wget that is another, which may not look whom it speaks to, nor by none", async () => {
    await machine.forget("curl");
    await using server = release.serve();
    const needs = { code: 1, err: expect.stringContaining("needs curl or GNU wget") };
    expect(await installFrom(server.url)).toMatchObject(needs);
    await machine.stub("wget", 'case $1 in --version) echo "BusyBox v1.36" ;; esac; exit 1');
    expect(await installFrom(server.url)).toMatchObject(needs);
  });

  test("from this machine goes by no proxy, and one from elsewhere by that which is set", async () => {
    await release.add("0.1.0");
    await using server = release.serve();
    const seen: string[] = [];
    const proxy = createServer((socket) => {
      socket.once("data", (head) => {
        seen.push(head.toString().split("\r\n")[0] ?? "");
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      });
      socket.on("error", () => {});
    });
    const { url, [Symbol.asyncDispose]: close } = await opened(proxy);
    const by = (base: string) =>
      machine.run(
        "env",
        `http_proxy=${url}`,
        `https_proxy=${url}`,
        `COUNTERSIGN_BASE_URL=${base}`,
        "sh",
        SCRIPT,
      );
    expect(await by(server.url)).toMatchObject({ code: 0 });
    expect(await by("https://releases.invalid/x")).toMatchObject({ code: 1 });
    await close();
    expect(seen).toEqual(["CONNECT releases.invalid:443 HTTP/1.1"]);
  });

  test("that ends in the middle installs nothing, and is said", async () => {
    const archive = await release.add("0.1.0");
    const sums = await readFile(join(release.directory, "checksums.txt"));
    const whole = await readFile(archive);
    await using server = await half((path) => (path === "/checksums.txt" ? sums : whole));
    const { code, err } = await installFrom(server.url);
    expect([code, err]).toEqual([1, expect.stringContaining(`cannot download ${server.url}/countersign_`)]);
    expect(await machine.installed()).toEqual({});
  });

  test("on a Mac of which Rosetta says that it is another is of the one that it is", async () => {
    await isSystem(machine, "Darwin", "x86_64");
    await machine.stub("sysctl", 'case "$*" in "-n sysctl.proc_translated") echo 1 ;; esac');
    await release.add("0.1.0", "macos_arm64");
    await release.add("0.1.0", "macos_x64");
    const { out } = await installFrom(`file://${release.directory}`, "--dry-run");
    expect(out).toContain("countersign_0.1.0_macos_arm64.tar.gz");
  });
});

describe("the script that comes by a pipe", () => {
  test("does nothing wherever it is cut off, and installs when it is whole", async () => {
    await release.add("0.1.0");
    const script = await readFile(SCRIPT, "utf8");
    const last = script.trimEnd().length - 1;
    const lines = [...script.matchAll(/\n/g)].map(({ index }) => index + 1);
    const cuts = new Set([...lines, ...Array.from({ length: 60 }, (_, back) => last - back)]);
    cuts.delete(script.length);
    for (const cut of cuts) await pipe(script.slice(0, cut));
    expect(await machine.installed()).toEqual({});
    expect(await pipe(script)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual(NEW);
  }, 60_000);

  test("takes and builds nothing of the folder that somebody happens to be in", async () => {
    await writeFile(join(machine.home, "countersign"), program("6.6.6"));
    await writeFile(join(machine.home, "package.json"), '{\n  "name": "countersign"\n}\n');
    await machine.stub("bun", "mkdir -p dist && echo '#!/bin/sh' >dist/countersign");
    const { code, err } = await machine.run("sh", "-c", 'sh <"$1"', "sh", SCRIPT);
    expect([code, err]).toEqual([2, expect.stringContaining("not a checkout")]);
    expect(await machine.installed()).toEqual({});
  });
});

async function pipe(script: string) {
  const file = join(machine.home, "piped");
  await writeFile(file, script);
  const env = `COUNTERSIGN_BASE_URL=file://${release.directory}`;
  return machine.run("env", env, "sh", "-c", 'exec sh <"$1"', "sh", file);
}

/** A web server that promises all, and of an archive gives half. */
function half(find: (path: string) => Buffer) {
  const server = createServer((socket) => {
    socket.once("data", (head) => {
      const [, path = ""] = /^GET (\S+)/.exec(head.toString()) ?? [];
      const body = find(path);
      const given = path.endsWith(".gz") ? body.subarray(0, body.length / 2) : body;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
      socket.end(given);
    });
    socket.on("error", () => {});
  });
  return opened(server);
}

async function opened(server: Server) {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}
