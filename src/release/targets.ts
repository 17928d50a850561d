/**
 * Systems that releases are made for: the name in the archive, as install.sh asks for it, and Bun's name for its target. Since
 * Bun 1.4 every x64 is for SSE4.2 and looks for more at run time, and a baseline is another name for it: who runs an older
 * release without AVX2 asks for that name when it upgrades.
 */
export const TARGETS = {
  linux_x64: "bun-linux-x64",
  linux_x64_baseline: "bun-linux-x64-baseline",
  linux_arm64: "bun-linux-arm64",
  linux_x64_musl: "bun-linux-x64-musl",
  linux_x64_musl_baseline: "bun-linux-x64-musl-baseline",
  linux_arm64_musl: "bun-linux-arm64-musl",
  macos_x64: "bun-darwin-x64",
  macos_arm64: "bun-darwin-arm64",
} as const;

export type Target = keyof typeof TARGETS;

/** Reads `linux-x64,macos_arm64`. Throws an Error that names what is known. */
export function readTargets(text: string): readonly Target[] {
  return text.split(",").map((word) => {
    const name = word.trim().replaceAll("-", "_");
    for (const target of Object.keys(TARGETS) as Target[]) if (target === name) return target;
    throw new Error(`${word} is no target: they are ${Object.keys(TARGETS).join(", ")}`);
  });
}
