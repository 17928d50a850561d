import type { Config } from "../../config/config.ts";
import { createLog, type Log } from "../../log.ts";
import { createScrubber, type Scrubber, secretsIn } from "../../scrub.ts";
import { type Server, startServer } from "../../server.ts";
import type { LongWork } from "../../storage/sqlite/long-work.ts";
import { openStorage } from "../../storage/sqlite/open-storage.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { explainStart } from "./explain-start.ts";
import { hearSignals } from "./hear-signals.ts";
import type { ServeSettings } from "./read-serve-config.ts";
import { createReload } from "./reload-settings.ts";
import { reachSystemd, type Systemd } from "./tell-systemd.ts";

/**
 * Starts the server and runs it until SIGTERM or SIGINT; then ends what is under way. A second signal does not wait for
 * that. At SIGHUP the settings are read again. Throws CliError when it cannot start.
 */
export async function runServer(
  { config, warnings }: ServeSettings,
  read: () => ServeSettings,
  io: Io,
): Promise<ExitCode> {
  const scrubber = createScrubber([...secretsIn(config), ...secretsIn(io.env)]);
  const log = createServeLog(config, scrubber, io);
  for (const warning of warnings) log.warn(warning);
  const stopHearing = io.onUncaught((err) => {
    log.fatal({ err }, "a fault that nobody caught");
    io.exit(EXIT.internal);
  });
  const signals = hearSignals(io);
  try {
    const systemd = await reachSystemd(io.env, log);
    const server = await start(config, log, systemd);
    const here = reachable(server.url);
    const transport = config.COUNTERSIGN_TRANSPORT;
    const callback =
      transport === "socket" ? undefined : `${config.COUNTERSIGN_PUBLIC_URL ?? here}/lark/callback`;
    // By its address the certificate is not known; whoever asks from this machine need not prove it.
    const check = `curl ${here.startsWith("https:") ? "-k " : ""}${here}/readyz`;
    const data_dir = config.COUNTERSIGN_DATA_DIR;
    log.info({ url: server.url, socket: server.socket, data_dir, transport, callback, check }, "ready");
    const supervision = systemd?.ready(server);
    const reload = createReload({ config, read, server, scrubber, log });
    signals.onHangup(() => (supervision === undefined ? reload() : supervision.reloading(reload)));
    const signal = await signals.first;
    log.info({ signal }, "stopping");
    supervision?.stopping();
    await server.stop();
    log.info("stopped");
    return EXIT.ok;
  } finally {
    signals.stop();
    stopHearing();
  }
}

function createServeLog(config: Config, scrubber: Scrubber, { stdout }: Io): Log {
  const format = config.COUNTERSIGN_LOG_FORMAT ?? (stdout.isTerminal ? "text" : "json");
  return createLog({ level: config.COUNTERSIGN_LOG_LEVEL, format, fd: stdout.fd, scrubber });
}

async function start(config: Config, log: Log, systemd: Systemd | undefined): Promise<Server> {
  const onLongWork = (work: LongWork): void => {
    const mib = Math.ceil(work.bytes / 2 ** 20);
    log.info({ mib }, `now ${work.what}: it may take minutes; cut off, it is done again at the next start`);
    systemd?.starting(work);
  };
  try {
    return await startServer({
      config,
      log,
      open: (dataDir, options) => openStorage(dataDir, { ...options, onLongWork }),
    });
  } catch (fault) {
    throw explainStart(fault, config);
  }
}

/** An address that listens everywhere is not one to call. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0", "//127.0.0.1").replace("//[::]", "//[::1]");
}
