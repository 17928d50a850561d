import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { openInit } from "../e2e/open-init.ts";
import { until } from "../e2e/open-world.ts";
import { buildBinary } from "../support/build-binary.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { tempDir } from "../support/temp-dir.ts";
import { bootMachine, type LiveMachine, whyNoLiveMachine } from "./live-machine.ts";

const isWithout = isLeftOut("the settings of a service that runs", whyNoLiveMachine());

describe.skipIf(isWithout)("a service under a systemd that runs", () => {
  test("names what is not set, and has its settings from what init wrote", async () => {
    await using world = openInit();
    await using machine = await bootMachine();
    const binary = join(tempDir(), "countersign");
    buildBinary(binary);
    machine.copy(binary, "/usr/local/bin/countersign");
    const install = ["service", "install", "--yes", "--listen", "127.0.0.1:0"];
    expect(machine.run("countersign", ...install)).toMatchObject({ code: 0 });
    expect(machine.run("systemctl", "enable", "--now", "countersign").code).not.toBe(0);
    expect(show(machine, "ExecMainStatus")).toBe("2");
    expect(journal(machine)).toContain("LARK_APP_ID is missing");

    await using program = world.init("--no-card", ...world.typed());
    expect(await program.ended).toBe(0);
    const written = `${readFileSync(world.file, "utf8")}COUNTERSIGN_METRICS_LISTEN = ""\n`;
    machine.write("/etc/countersign/config.toml", written, 0o600);
    expect(machine.run("systemctl", "restart", "countersign")).toMatchObject({ code: 0 });
    await until("the long connection", () => world.sandbox.connections === 1);
    expect(show(machine, "SubState")).toBe("running");
    // systemd shows it to the service alone, in a way that looks as if a group could read it.
    expect(journal(machine)).not.toContain("chmod 600");
  }, 60_000);
});

function show(machine: LiveMachine, property: string): string {
  return machine.run("systemctl", "show", "countersign", "--value", `--property=${property}`).out.trim();
}

function journal(machine: LiveMachine): string {
  return machine.run("journalctl", "--unit=countersign").out;
}
