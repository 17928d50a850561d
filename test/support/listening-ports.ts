import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The TCP ports that this process listens on, as Linux tells them. */
export function listeningPorts(): readonly number[] {
  const own = new Set(readdirSync("/proc/self/fd").map(target));
  return ["/proc/self/net/tcp", "/proc/self/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && own.has(`socket:[${inode}]`))
    .map(([, local = ""]) => portOf(local));
}

/** The ports from which programs of this machine are connected to one of its ports, by IPv4. */
export function portsThatCall(port: number): readonly number[] {
  return readFileSync("/proc/self/net/tcp", "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = "", state]) => state === "01" && portOf(remote) === port)
    .map(([, local = ""]) => portOf(local));
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(":") + 1), 16);
}

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}
