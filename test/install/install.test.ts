import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";

import { Machine, SCRIPT } from "./machine.ts";
import { NEW, OLD, releaseArchive, withSum } from "./release-archive.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.create();
});
afterEach(() => machine.remove());

const builtBy = (command: string): string => `#!/bin/sh\n: ${command}\n`;

/** In CI it has to be there. */
const shellcheck = Bun.which("shellcheck");

describe("a checkout", () => {
  test("is built with the Bun that is there", async () => {
    const checkout = await checkoutWith("bun");
    expect(await machine.run("sh", checkout)).toMatchObject({
      code: 0,
      out: expect.stringContaining("Building with bun\n"),
    });
    expect(await machine.installed()).toEqual({ countersign: builtBy("run build") });
  });

  test("is built by way of npx where there is no Bun", async () => {
    const checkout = await checkoutWith("npx");
    expect(await machine.run("sh", checkout)).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ countersign: builtBy("--yes bun@1.4.5 run build") });
  });

  test("says what to do where there is neither", async () => {
    const checkout = await checkoutWith("nothing");
    expect(await machine.run("sh", checkout)).toMatchObject({
      code: 1,
      err: expect.stringContaining("building needs Bun"),
    });
  });

  test("that does not build leaves the old executable", async () => {
    await installNew(OLD);
    const checkout = await checkoutWith("bun", "exit 3");
    expect(await machine.run("sh", checkout)).toMatchObject({
      code: 1,
      err: expect.stringContaining("the build failed"),
    });
    expect(await machine.installed()).toEqual({ countersign: OLD });
  });

  test("whose build writes nothing installs nothing", async () => {
    const checkout = await checkoutWith("bun", "true");
    const { code, err } = await machine.run("sh", checkout);
    expect([code, err]).toEqual([1, expect.stringContaining("did not write")]);
    expect(await machine.installed()).toEqual({});
  });

  test("is not built with --dry-run", async () => {
    const checkout = await checkoutWith("bun", "exit 3");
    expect(await machine.run("sh", checkout, "--dry-run")).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({});
  });
});

describe("install.sh", () => {
  test("takes away what it brought, and no more", async () => {
    await installNew(OLD);
    await installNew(NEW);
    await Bun.write(join(machine.bin, "neighbour"), "stays");
    expect(await machine.install("--uninstall", "--dry-run")).toMatchObject({ code: 0 });
    expect(Object.keys(await machine.installed())).toHaveLength(3);
    expect(await machine.install("--uninstall")).toMatchObject({ code: 0 });
    expect(await machine.installed()).toEqual({ neighbour: "stays" });
    expect(await machine.install("--uninstall")).toMatchObject({
      code: 0,
      out: expect.stringContaining("There is no countersign"),
    });
  });

  test("installs where it is told, and knows whether that is on the PATH", async () => {
    const there = machine.tools;
    const options = await withSum(await releaseArchive(machine.home, NEW));
    const { out } = await machine.install(...options, "--dir", there);
    expect(await Bun.file(join(there, "countersign")).text()).toBe(NEW);
    expect(out).not.toContain("not on your PATH");
  });

  test("does not become root for --system: it asks to be", async () => {
    await machine.stub("id", "echo 1000");
    const { code, err } = await machine.install(
      "--system",
      ...(await withSum(await releaseArchive(machine.home, NEW))),
    );
    expect([code, err]).toEqual([1, expect.stringContaining("become root first")]);
    await machine.stub("id", "echo 0");
    const asRoot = await machine.install(
      "--system",
      "--dry-run",
      ...(await withSum(await releaseArchive(machine.home, NEW))),
    );
    expect(asRoot).toMatchObject({ code: 0, out: expect.stringContaining("to /usr/local/bin/countersign") });
  });

  test.each([
    [["--nonsense"], "unknown option"],
    [["--archive"], "needs a value"],
    [["--sha256", "0".repeat(64)], "goes with --archive"],
    [["--system", "--dir", "/tmp"], "choose one"],
  ])("refuses %j as misuse", async (options, reason) => {
    expect(await machine.install(...options)).toMatchObject({
      code: 2,
      err: expect.stringContaining(reason),
    });
  });

  test("is for a checkout or an archive, and says so of anything else", async () => {
    const alone = join(machine.home, "install.sh");
    await copyFile(SCRIPT, alone);
    expect(await machine.run("sh", alone)).toMatchObject({
      code: 2,
      err: expect.stringContaining("not a checkout"),
    });
  });

  test("installs what was unpacked with it", async () => {
    const unpacked = join(machine.home, "unpacked");
    await Bun.write(join(unpacked, "countersign"), NEW);
    await copyFile(SCRIPT, join(unpacked, "install.sh"));
    expect(await machine.run("sh", join(unpacked, "install.sh"))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Installed ${unpacked}/countersign to ${machine.bin}/countersign.`),
    });
    expect(await machine.installed()).toEqual({ countersign: NEW });
  });

  test("explains itself", async () => {
    expect(await machine.install("--help")).toMatchObject({
      code: 0,
      out: expect.stringContaining("Usage: sh install.sh"),
    });
  });

  if (shellcheck === null) console.warn("skipped: no shellcheck on this machine to read install.sh");

  test.skipIf(shellcheck === null && process.env["CI"] !== "true")(
    "has nothing that shellcheck would mend",
    () => {
      const check = Bun.spawnSync([shellcheck ?? "shellcheck", "-s", "sh", SCRIPT]);
      expect(check.stdout.toString()).toBe("");
    },
  );
});

async function installNew(content: string) {
  return machine.install(...(await withSum(await releaseArchive(machine.home, content))));
}

/** A folder that passes for a checkout, and a stand-in on the PATH for what builds it. Answers its install.sh. */
async function checkoutWith(builder: "bun" | "npx" | "nothing", script?: string): Promise<string> {
  const checkout = join(machine.home, "checkout");
  await Bun.write(join(checkout, "package.json"), '{\n  "name": "countersign"\n}\n');
  await copyFile(SCRIPT, join(checkout, "install.sh"));
  if (builder !== "nothing") {
    await machine.stub(
      builder,
      script ?? 'mkdir -p dist && printf "#!/bin/sh\\n: %s\\n" "$*" >dist/countersign',
    );
  }
  return join(checkout, "install.sh");
}
