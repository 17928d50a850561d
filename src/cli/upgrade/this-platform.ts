import { readFileSync } from "node:fs";

/** The name that release archives have for this system, such as `linux_x64_baseline`. */
export function thisPlatform(): string {
  const os = process.platform === "darwin" ? "macos" : process.platform;
  if (os !== "linux") return `${os}_${process.arch}`;
  return `linux_${process.arch}${isMusl() ? "_musl" : ""}${isOldX64() ? "_baseline" : ""}`;
}

/** Its loader is in the memory of every program that runs here. */
function isMusl(): boolean {
  return /\/ld-musl-/.test(readFileSync("/proc/self/maps", "latin1"));
}

/** Without AVX2 the baseline build is the one that surely runs. */
function isOldX64(): boolean {
  return process.arch === "x64" && !/^flags\s*:.*\bavx2\b/m.test(readFileSync("/proc/cpuinfo", "latin1"));
}
