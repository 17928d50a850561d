import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { DevOptions } from "./dev-options.ts";
import { chooseCast, firstRequest } from "./first-request.ts";
import { narrate } from "./narrate.ts";
import { type DevWorld, startDevWorld } from "./start-dev-world.ts";
import { welcome } from "./welcome.ts";

const PORTS = { server: 8080, sandbox: 8081 } as const;

/** Starts everything, sends a first card, says what to try, and tells what people do until it is interrupted. */
export async function runByHand(options: DevOptions, io: Io): Promise<ExitCode> {
  const interrupted = hearInterrupt(io);
  const world = await startDevWorld(options, PORTS, io);
  const stopNarrating = narrate(world.sandbox, io.stdout);
  try {
    const cast = chooseCast(world.sandbox);
    await world.client.create(firstRequest(cast));
    io.stdout.write(welcome(world, cast, io));
    sayOtherPorts(options, world, io);
    await interrupted.heard;
    return EXIT.ok;
  } finally {
    stopNarrating();
    await world.stop();
    interrupted.stop();
  }
}

/** Whoever expected the usual ports is told why they are others. */
function sayOtherPorts({ port, sandboxPort }: DevOptions, { url, sandbox }: DevWorld, { stdout }: Io): void {
  const usual = [
    [port, PORTS.server, url],
    [sandboxPort, PORTS.sandbox, sandbox.url],
  ] as const;
  for (const [asked, preferred, found] of usual) {
    if (asked !== undefined || found.endsWith(`:${preferred}`)) continue;
    stdout.write(`Port ${preferred} is taken by another program; this is ${found}.\n`);
  }
}

/** The second time it ends at once. */
function hearInterrupt(io: Io): { readonly heard: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const stop = io.onSignal(["SIGINT", "SIGTERM"], () => {
    count += 1;
    if (count > 1) io.exit(EXIT.interrupted);
    resolve();
  });
  return { heard: promise, stop };
}
