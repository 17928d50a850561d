import type { Io } from "../io.ts";

/** What systemd knows of the service. */
export interface ServiceState {
  /** Its own word, such as `active`, `failed` or `inactive`. */
  readonly active: string;
  /** After how long a silence it is started anew; null where it is not watched. */
  readonly watchdog: string | null;
  /** How often it was started by itself since somebody last started it. */
  readonly restarts: number;
}

/** Undefined where there is no systemd to ask, or it does not answer. */
export function askSystemd(forUser: boolean, { env }: Pick<Io, "env">): ServiceState | undefined {
  const tool = Bun.which("systemctl", { PATH: env["PATH"] ?? "" });
  if (tool === null) return undefined;
  const asked = Bun.spawnSync(
    [tool, ...(forUser ? ["--user"] : []), "show", `--property=${WANTED}`, "countersign.service"],
    { env: { ...env }, stderr: "ignore" },
  );
  const found = new Map(asked.stdout.toString().split("\n").map(readLine));
  const active = found.get("ActiveState");
  if (active === undefined) return undefined;
  const watchdog = found.get("WatchdogUSec") ?? "0";
  const isWatched = watchdog !== "0" && watchdog !== "infinity";
  return { active, watchdog: isWatched ? watchdog : null, restarts: Number(found.get("NRestarts") ?? 0) };
}

const WANTED = "ActiveState,WatchdogUSec,NRestarts";

function readLine(line: string): readonly [string, string] {
  const [name = "", ...value] = line.split("=");
  return [name, value.join("=")];
}
