import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { until } from "../e2e/open-world.ts";

/** A systemd that runs, on files of its own; it shares the host's network. Gone when it goes out of scope. */
export interface LiveMachine extends AsyncDisposable {
  /** Runs a command on it, to its end. */
  run(...command: readonly string[]): { readonly code: number; readonly out: string };
  copy(from: string, to: string): void;
  write(path: string, text: string, mode: number): void;
}

/** Why none can be had here, or undefined: it takes root, systemd and mounts of one's own. */
export function whyNoLiveMachine(): string | undefined {
  if (process.getuid?.() !== 0) return "it takes root";
  if (Bun.which("systemctl") === null || Bun.which("nsenter") === null) return "there is no systemd";
  const { success } = Bun.spawnSync(["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "true"]);
  return success ? undefined : "this machine allows no namespaces";
}

export async function bootMachine(): Promise<LiveMachine> {
  const place = mkdtempSync(join(tmpdir(), "countersign-machine-"));
  const boot = Bun.spawn(
    [
      "unshare",
      "--mount",
      "--pid",
      "--fork",
      "--kill-child",
      "--uts",
      "--ipc",
      "sh",
      join(import.meta.dir, "boot.sh"),
      place,
    ],
    { stdin: "ignore", stdout: "ignore", stderr: "ignore" },
  );
  const first = (): string => readFileSync(`/proc/${boot.pid}/task/${boot.pid}/children`, "utf8").trim();
  const inside = (path: string): string => join(`/proc/${first()}/root`, path);
  const run: LiveMachine["run"] = (...command) => {
    const { exitCode, stdout, stderr } = Bun.spawnSync(
      [
        "nsenter",
        "-t",
        first(),
        "-m",
        "-p",
        "-u",
        "-i",
        "env",
        "-i",
        "PATH=/usr/local/bin:/usr/bin:/bin",
        ...command,
      ],
      { timeout: 20_000 },
    );
    return { code: exitCode, out: stdout.toString() + stderr.toString() };
  };
  const machine: LiveMachine = {
    run,
    copy: (from, to) => copyFileSync(from, inside(to)),
    write(path, text, mode) {
      mkdirSync(dirname(inside(path)), { recursive: true });
      writeFileSync(inside(path), text, { mode });
    },
    async [Symbol.asyncDispose]() {
      // With the first process of its namespace everything ends.
      const [pid = ""] = first().split(" ");
      if (pid === "") boot.kill("SIGKILL");
      else process.kill(Number(pid), "SIGKILL");
      await boot.exited;
      rmSync(place, { recursive: true, force: true });
    },
  };
  await until(
    "systemd",
    () => first() !== "" && run("systemctl", "is-system-running").out.startsWith("running"),
  );
  return machine;
}
