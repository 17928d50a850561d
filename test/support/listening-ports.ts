import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The TCP ports that this process listens on, as Linux tells them. */
export function listeningPorts(): readonly number[] {
  const own = new Set(readdirSync("/proc/self/fd").map(target));
  return ["/proc/self/net/tcp", "/proc/self/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && own.has(`socket:[${inode}]`))
    .map(([, local = ""]) => Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16));
}

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}
