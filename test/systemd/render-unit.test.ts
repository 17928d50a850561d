import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { UnitOptions } from "../../src/systemd/render-unit.ts";
import { renderUnit } from "../../src/systemd/render-unit.ts";
import { UnitError } from "../../src/systemd/unit-error.ts";

const OPTIONS: UnitOptions = {
  execPath: "/usr/local/bin/countersign",
  dataDir: "/var/lib/countersign",
  envFile: "/etc/countersign/countersign.env",
};
const analyze = Bun.which("systemd-analyze");

describe("the unit", () => {
  test("starts the server with its data, settings and address", () => {
    const unit = directives({ ...OPTIONS, envFile: "/etc/approvals.env", listen: "127.0.0.1:9000" });
    expect(unit.get("ExecStart")).toEqual(["/usr/local/bin/countersign serve"]);
    // It may be missing: what is not set there may be set elsewhere, and the server names what is not set at all.
    expect(unit.get("EnvironmentFile")).toEqual(["-/etc/approvals.env"]);
    expect(unit.get("Environment")).toEqual([
      "COUNTERSIGN_DATA_DIR=/var/lib/countersign",
      "COUNTERSIGN_LISTEN=127.0.0.1:9000",
    ]);
  });

  test("is watched, unless it may not have what it takes to speak to systemd", () => {
    const watched = directives(OPTIONS);
    expect([watched.get("Type"), watched.get("WatchdogSec")]).toEqual([["notify"], ["30s"]]);
    const silent = directives({ ...OPTIONS, withoutJit: true });
    expect([silent.get("Type"), silent.get("WatchdogSec")]).toEqual([["exec"], undefined]);
  });

  test("loads each secret that has a file of its own", () => {
    const credentials = { lark_app_secret: "/etc/countersign/lark app" };
    expect(directives({ ...OPTIONS, credentials }).get("LoadCredential")).toEqual([
      "lark_app_secret:/etc/countersign/lark app",
    ]);
  });

  test("has a directory for its socket that is made for its account alone, and goes with it", () => {
    const unit = directives(OPTIONS);
    expect([unit.get("RuntimeDirectory"), unit.get("RuntimeDirectoryMode")]).toEqual([
      ["countersign"],
      ["0700"],
    ]);
    expect(unit.get("RestrictAddressFamilies")?.[0]?.split(" ")).toContain("AF_UNIX");
  });

  test("may read what a group may read that is named, such as a TLS key, and no group's otherwise", () => {
    expect(directives(OPTIONS).get("SupplementaryGroups")).toBeUndefined();
    const unit = directives({ ...OPTIONS, group: "ssl-cert" });
    expect([unit.get("SupplementaryGroups"), unit.get("DynamicUser")]).toEqual([["ssl-cert"], ["yes"]]);
    expect(() => renderUnit({ ...OPTIONS, group: "a\nUser=root" })).toThrow(UnitError);
  });

  test("shows the service the file that init writes, and starts it without one too", () => {
    const unit = directives({ ...OPTIONS, configFile: "/etc/countersign/config.toml" });
    expect(unit.get("LoadCredential")).toEqual(["config.toml:/etc/countersign/config.toml"]);
    // systemd.exec(5): where there is a default of that name, a missing file is not fatal. It takes no empty one.
    const [standsIn = ""] = unit.get("SetCredential") ?? [];
    expect(standsIn).toStartWith("config.toml:#");
    expect(Bun.TOML.parse(standsIn.slice("config.toml:".length))).toEqual({});
    expect(directives(OPTIONS).get("LoadCredential")).toBeUndefined();
    expect(refusal({ ...OPTIONS, configFile: "config.toml" })).toBe("invalid_path");
  });

  test("leaves the runtime nothing to be commanded by", () => {
    const unit = directives(OPTIONS);
    expect(unit.get("UnsetEnvironment")).toEqual(["BUN_OPTIONS BUN_BE_BUN"]);
    expect(unit.get("WorkingDirectory")).toEqual(["/"]);
  });

  test("makes its account and its directory itself, unless an account is named", () => {
    const made = directives({ ...OPTIONS, dataDir: "/var/lib/countersign/blue" });
    expect([made.get("DynamicUser"), made.get("StateDirectory")]).toEqual([["yes"], ["countersign/blue"]]);
    const named = directives({ ...OPTIONS, user: "approvals" });
    expect([named.get("DynamicUser"), named.get("User"), named.get("StateDirectory")]).toEqual([
      undefined,
      ["approvals"],
      ["countersign"],
    ]);
  });

  test("opens another directory for writing, if it is an account's", () => {
    const elsewhere = { ...OPTIONS, dataDir: "/srv/approvals" };
    expect(directives({ ...elsewhere, user: "approvals" }).get("ReadWritePaths")).toEqual(["/srv/approvals"]);
    expect(refusal(elsewhere)).toBe("needs_user");
  });

  test("says a reason before every group of lines", () => {
    const [, service = ""] = renderUnit(OPTIONS).split("[Service]\n");
    const groups = service.split("[Install]")[0]?.trim().split("\n\n") ?? [];
    expect(groups.filter((group) => !group.startsWith("# "))).toEqual([]);
  });

  test.each([
    ["/opt/my tools/countersign", '"/opt/my tools/countersign" serve'],
    ["/opt/100%/countersign", "/opt/100%%/countersign serve"],
    ["/opt/$HOME/countersign", '"/opt/$$HOME/countersign" serve'],
    ['/opt/"a\\b"/countersign', String.raw`"/opt/\"a\\b\"/countersign" serve`],
  ])("keeps %s one path", (execPath, line) => {
    expect(directives({ ...OPTIONS, execPath }).get("ExecStart")).toEqual([line]);
  });

  test.each<[string, Partial<UnitOptions>, string]>([
    ["a path that depends on where one is", { execPath: "countersign" }, "invalid_path"],
    ["a data directory that climbs", { dataDir: "/var/lib/../../etc" }, "invalid_path"],
    ["a file of settings that is not absolute", { envFile: "-/etc/x.env" }, "invalid_path"],
    ["a line end in a path", { execPath: "/usr/bin/x\nExecStartPre=/bin/sh" }, "invalid_value"],
    ["a line end in an account", { user: "root\nUser=root" }, "invalid_value"],
    ["a line end in an address", { listen: "0.0.0.0:8080\nUser=root" }, "invalid_value"],
    [
      "an executable in a home, which the unit hides",
      { execPath: "/home/me/.local/bin/countersign" },
      "hidden_path",
    ],
    ["an executable in /tmp, which is another inside", { execPath: "/tmp/countersign" }, "hidden_path"],
    ["data in a home", { dataDir: "/home/me/approvals", user: "me" }, "hidden_path"],
    ["data in all of root's home", { dataDir: "/root", user: "me" }, "hidden_path"],
    ["a credential that is no name", { credentials: { "a:b\nUser=root": "/etc/x" } }, "invalid_value"],
    ["a credential that is not absolute", { credentials: { a: "x" } }, "invalid_path"],
    ["a credential that runs on into the next line", { credentials: { a: "/etc/x\\" } }, "invalid_value"],
    ["a file of settings whose name ends in a blank", { envFile: "/etc/x.env " }, "invalid_value"],
    ["a port that needs a privilege", { listen: "0.0.0.0:443" }, "privileged_port"],
    ["such a port in IPv6", { listen: "[::]:80" }, "privileged_port"],
  ])("is refused for %s", (_, options, code) => {
    expect(refusal({ ...OPTIONS, ...options })).toBe(code);
  });
});

describe("systemd-analyze, which is the judge of it", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "countersign-unit-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test("is here where it must be", () => {
    if (analyze === null) console.warn("skipped: no systemd-analyze on this machine to score the unit with");
    expect(analyze !== null || process.env["CI"] !== "true").toBe(true);
  });

  test.skipIf(analyze === null).each<[string, UnitOptions]>([
    ["as it is", OPTIONS],
    ["with a file of settings", { ...OPTIONS, configFile: "/etc/countersign/config.toml" }],
    ["with an account and a directory", { ...OPTIONS, user: "approvals", dataDir: "/srv/approvals" }],
    ["without the JIT", { ...OPTIONS, withoutJit: true }],
  ])("scores the exposure of the unit %s at 1.2 or better", async (name, options) => {
    const { stdout } = await judge(
      `score-${name.replaceAll(" ", "-")}`,
      options,
      "security",
      "--offline=true",
    );
    const score = Number(/Overall exposure level for .*: ([\d.]+) /.exec(stdout)?.[1]);
    expect(score).toBeLessThanOrEqual(1.2);
  });

  test.skipIf(analyze === null).each<[string, Partial<UnitOptions>]>([
    ["as it is", {}],
    [
      "of paths with blanks, quotes and percent signs",
      {
        dataDir: "/srv/my 100% data",
        user: "daemon",
        envFile: `/etc/my "own" 100%/x.env`,
        configFile: "/etc/my 100%/x.toml",
        credentials: { lark_app_secret: "/etc/my 100%/lark app" },
      },
    ],
  ])("finds nothing that it does not know or ignores in the unit %s", async (_, options) => {
    // It wants the executable to be there, and this one is everywhere.
    const { stderr } = await judge(
      "countersign",
      { ...OPTIONS, configFile: "/etc/x.toml", execPath: "/bin/true", ...options },
      "verify",
    );
    expect(stderr.split("\n").filter((line) => line.includes("countersign.service"))).toEqual([]);
  });

  async function judge(name: string, options: UnitOptions, ...command: string[]) {
    const file = join(directory, `${name}.service`);
    await Bun.write(file, renderUnit(options));
    const run = Bun.spawn([analyze ?? "", ...command, "--no-pager", file], {
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited]);
    return { stdout, stderr };
  }
});

function directives(options: UnitOptions): ReadonlyMap<string, readonly string[]> {
  const lines = renderUnit(options)
    .split("\n")
    .filter((line) => /^\w+=/.test(line))
    .map((line) => ({ name: line.slice(0, line.indexOf("=")), value: line.slice(line.indexOf("=") + 1) }));
  const byName = Map.groupBy(lines, ({ name }) => name);
  return new Map([...byName].map(([name, some]) => [name, some.map(({ value }) => value)]));
}

function refusal(options: UnitOptions): string | undefined {
  try {
    renderUnit(options);
    return undefined;
  } catch (error) {
    if (error instanceof UnitError) return error.code;
    throw error;
  }
}
