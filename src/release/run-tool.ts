/** Runs a tool to its end. Throws an Error with what it said when it fails. */
export function runTool(command: readonly string[]): void {
  const { success, stdout, stderr } = Bun.spawnSync([...command], { stdin: "ignore" });
  if (!success)
    throw new Error(`${command.slice(0, 2).join(" ")}: ${stderr.toString()}${stdout.toString()}`.trim());
}
