import { CliError } from "../cli-error.ts";

/**
 * A port on 127.0.0.1 that nobody listens on: the one that was asked for, else the preferred one, else any. Throws CliError
 * when somebody has the one that was asked for.
 */
export function choosePort(asked: number | undefined, preferred: number): number {
  if (asked !== undefined) {
    if (isFree(asked)) return asked;
    throw new CliError("general", `another program has port ${asked}`, {
      hint: "leave the port out to get one that is free",
    });
  }
  return preferred !== 0 && isFree(preferred) ? preferred : freePort();
}

function isFree(port: number): boolean {
  try {
    listenOnce(port);
    return true;
  } catch {
    return false;
  }
}

function freePort(): number {
  return listenOnce(0);
}

function listenOnce(port: number): number {
  const server = Bun.serve({ hostname: "127.0.0.1", port, reusePort: false, fetch: () => new Response() });
  const found = server.port ?? port;
  void server.stop(true);
  return found;
}
