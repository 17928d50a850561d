import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { isLeftOut } from "../support/is-left-out.ts";
import { Machine, SCRIPT } from "./machine.ts";
import { isSystem, Offer, program } from "./offer.ts";
import { NEW, OLD, releaseArchive, withSum } from "./release-archive.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.create();
});
afterEach(() => machine.remove());

async function install(content: string, ...options: readonly string[]) {
  return machine.install(...(await withSum(await releaseArchive(machine.home, content))), ...options);
}

describe("install.sh", () => {
  test("puts up with spaces and quotes in a path, and says commands that do too", async () => {
    const there = join(machine.home, "it's my place/bin");
    await install(OLD, "--dir", there);
    const { out } = await install(NEW, "--dir", `${there}/`);
    const [, command = ""] = /To go back: (.*)/.exec(out) ?? [];
    expect(await machine.run("sh", "-c", command)).toMatchObject({ code: 0 });
    expect(await Bun.file(join(there, "countersign")).text()).toBe(OLD);
    expect(await readdir(there)).toEqual(["countersign"]);
  });

  test("wants to be told where, when there is no home", async () => {
    const sum = await withSum(await releaseArchive(machine.home, NEW));
    const homeless = ["env", "-u", "HOME", "sh", SCRIPT, ...sum];
    expect(await machine.run(...homeless)).toMatchObject({
      code: 1,
      err: expect.stringContaining("HOME is not set: say where to install with --dir"),
    });
    expect(await machine.run(...homeless, "--dir", "here")).toMatchObject({ code: 0, err: "" });
    expect(await Bun.file(join(machine.home, "here/countersign")).text()).toBe(NEW);
  });

  test("says before it downloads anything that it cannot write there", async () => {
    await writeFile(join(machine.home, "file"), "");
    const closed = join(machine.home, "closed");
    await mkdir(closed, { mode: 0o500 });
    // Root may write everywhere.
    const places = [join(machine.home, "file/bin"), ...(process.getuid?.() === 0 ? [] : [closed])];
    for (const place of places) {
      const { code, err } = await machine.run(
        "env",
        "COUNTERSIGN_BASE_URL=https://127.0.0.1:1",
        "sh",
        SCRIPT,
        "--dir",
        place,
      );
      expect([code, err]).toEqual([
        1,
        `install.sh: cannot write to ${place}: name a directory of yours by --dir\n`,
      ]);
    }
  });

  test("replaces an executable that runs, which goes on", async () => {
    const sleep = Bun.which("sleep") ?? "";
    await mkdir(machine.bin, { recursive: true });
    await copyFile(sleep, join(machine.bin, "countersign"));
    await using running = Bun.spawn([join(machine.bin, "countersign"), "60"]);
    expect(await install(NEW)).toMatchObject({ code: 0, err: "" });
    expect((await machine.installed())["countersign"]).toBe(NEW);
    expect(running.exitCode).toBeNull();
  });

  test("takes no executable that cannot start, and leaves what is there and before it", async () => {
    await install(program("0.0.1"));
    await install(OLD);
    const before = await machine.installed();
    const { code, err } = await install("#!/bin/sh\necho 'no libstdc++' >&2\nexit 127\n");
    expect([code, err]).toEqual([1, expect.stringMatching(/does not start in .*\n {2}no libstdc\+\+\n/)]);
    expect(await machine.installed()).toEqual(before);
  });

  test("knows a processor that is too old, and a musl without its C++ library", async () => {
    expect((await install("#!/bin/sh\nkill -ILL $$\n")).err).toContain("SSE4.2");
    await isSystem(machine, "Linux", "x86_64", "musl libc");
    expect((await install("#!/bin/sh\nexit 127\n")).err).toContain("apk add libstdc++");
    expect(await machine.installed()).toEqual({});
  });

  test("names what stays when it has taken away the executable", async () => {
    await install(NEW);
    const [settings, data] = [join(machine.home, ".config/countersign"), join(machine.home, "state")];
    await mkdir(settings, { recursive: true });
    await mkdir(join(data, "countersign"), { recursive: true });
    const { out } = await machine.run("env", `XDG_STATE_HOME=${data}`, "sh", SCRIPT, "--uninstall");
    expect(out).toContain(`\n  ${settings}\n`);
    expect(out).toContain(`\n  ${join(data, "countersign")}\n`);
    expect(out).not.toContain("systemd/user");
    expect(await readdir(settings)).toEqual([]);
  });
});

const busybox = Bun.which("busybox");
const isWithout = isLeftOut("install.sh in BusyBox", busybox === null ? "it is not here" : undefined);

test.skipIf(isWithout)("install.sh is content with what BusyBox has", async () => {
  const release = await Offer.on(machine);
  // Of which it does not look into /proc.
  await isSystem(machine, "Linux", "aarch64");
  for (const applet of APPLETS) {
    await machine.forget(applet);
    await symlink(busybox ?? "", join(machine.tools, applet));
  }
  for (const other of ["bash", "curl", "shasum"]) await machine.forget(other);
  await machine.link("busybox");
  const run = (...options: readonly string[]) =>
    machine.run(
      "env",
      `COUNTERSIGN_BASE_URL=file://${release.directory}`,
      "busybox",
      "sh",
      SCRIPT,
      ...options,
    );
  await release.add("0.1.0", "linux_arm64");
  expect(await run()).toMatchObject({ code: 0, err: "" });
  await release.add("0.2.0", "linux_arm64");
  expect(await run("--version", "0.2.0")).toMatchObject({ code: 0, err: "" });
  expect(await machine.installed()).toEqual({
    countersign: program("0.2.0"),
    "countersign.previous": program("0.1.0"),
  });
  expect(await run("--version", "0.1.0", "--dry-run")).toMatchObject({ code: 0 });
  expect(await run("--uninstall")).toMatchObject({ code: 0 });
  expect(await machine.installed()).toEqual({});
});

const APPLETS =
  "sh cat env chmod cmp cp cut dirname grep gzip head id mkdir mktemp mv rm sed sha256sum tar tr wc".split(
    " ",
  );
