import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { createApiClient } from "../../src/cli/api/api-client.ts";
import { aBody, ADA, openWorld, TOKEN, until } from "../e2e/open-world.ts";
import { buildBinary } from "../support/build-binary.ts";
import { isLeftOut } from "../support/is-left-out.ts";
import { tempDir } from "../support/temp-dir.ts";
import { bootMachine, type LiveMachine, whyNoLiveMachine } from "./live-machine.ts";

const isWithout = isLeftOut("the unit under a systemd that runs", whyNoLiveMachine());

describe.skipIf(isWithout)("under a systemd that runs", () => {
  test("the service is installed, says when it listens, asks and is clicked, is healed, and goes", async () => {
    await using world = await openWorld();
    await world.stopServer();
    await using machine = await bootMachine();
    const binary = join(tempDir(), "countersign");
    buildBinary(binary);
    machine.copy(binary, "/usr/local/bin/countersign");
    machine.write("/etc/countersign/countersign.env", settings(world.env), 0o600);
    expect(machine.run("countersign", "service", "install", "--yes")).toMatchObject({ code: 0 });
    // The unit's 30 seconds are a long time for a test.
    machine.write("/etc/systemd/system/countersign.service.d/soon.conf", "[Service]\nWatchdogSec=2\n", 0o644);
    expect(machine.run("systemctl", "enable", "--now", "countersign")).toMatchObject({ code: 0 });

    const status = machine.run("systemctl", "status", "countersign").out;
    const [, url = ""] = /Status: "Listening on (\S+)"/.exec(status) ?? [];
    world.sandbox.setCallbackUrl(`${url}/lark/callback`);
    const client = createApiClient({ url, token: TOKEN });
    const { id } = await client.create(aBody());
    await world.press(await world.card(), ADA);
    await until("the decision", async () => (await client.find(id)).status === "approved");
    expect(machine.run("countersign", "request", "show", id)).toMatchObject({ code: 0 });
    expect(machine.run("stat", "-Lc", "%a", "/run/countersign").out.trim()).toBe("700");
    expect(machine.run("stat", "-c", "%a", "/run/countersign/countersign.sock").out.trim()).toBe("600");
    // Made by root in the data directory itself, which goes on being the service's.
    const token = machine.run("countersign", "tokens", "create", "--name", "ci").out.split("\n")[0] ?? "";
    const theirs = createApiClient({ url, token });
    expect((await theirs.cancel((await theirs.create(aBody())).id)).status).toBe("cancelled");
    const stranger = ["setpriv", "--reuid=65534", "--clear-groups", "countersign", "request", "show", id];
    expect(machine.run(...stranger)).toMatchObject({ code: 3, out: expect.stringContaining("no API token") });
    expect(confinement(machine)).toEqual({ CapEff: "0000000000000000", NoNewPrivs: "1", Seccomp: "2" });
    expect(machine.run("countersign", "service", "status").out).toMatch(
      /as this program prints it[^]*active/,
    );

    machine.run("systemctl", "kill", "--signal=STOP", "countersign");
    await until(
      "the watchdog",
      () => show(machine, "NRestarts") === "1" && show(machine, "SubState") === "running",
    );
    expect(machine.run("journalctl", "--unit=countersign").out).toContain("Watchdog timeout");

    expect(machine.run("countersign", "service", "uninstall", "--yes")).toMatchObject({ code: 0 });
  }, 60_000);
});

function settings(env: Readonly<Record<string, string>>): string {
  return Object.entries({
    ...env,
    COUNTERSIGN_LISTEN: "127.0.0.1:0",
    COUNTERSIGN_DATA_DIR: "/var/lib/countersign",
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

function show(machine: LiveMachine, property: string): string {
  return machine.run("systemctl", "show", "countersign", "--value", `--property=${property}`).out.trim();
}

/** What the kernel says of the running service. */
function confinement(machine: LiveMachine): Readonly<Record<string, string>> {
  const status = machine.run("cat", `/proc/${show(machine, "MainPID")}/status`).out;
  return Object.fromEntries(
    ["CapEff", "NoNewPrivs", "Seccomp"].map((name) => [
      name,
      new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(status)?.[1] ?? "",
    ]),
  );
}
