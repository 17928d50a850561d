import { BENCH } from "./bench-secrets.ts";

export interface BenchEnv {
  readonly dataDir: string;
  readonly larkUrl: string;
  readonly port: number;
  readonly transport?: "http" | "socket" | undefined;
}

/** The settings of a server that the bench's clicks are for, as its environment. */
export function benchEnv({ dataDir, larkUrl, port, transport = "http" }: BenchEnv) {
  return {
    LARK_APP_ID: BENCH.appId,
    LARK_APP_SECRET: "bench-secret",
    LARK_ENCRYPT_KEY: BENCH.encryptKey,
    LARK_VERIFICATION_TOKEN: BENCH.verificationToken,
    LARK_DOMAIN: larkUrl,
    COUNTERSIGN_TRANSPORT: transport,
    COUNTERSIGN_CALLBACK_TOLERANCE: "3600",
    COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
    COUNTERSIGN_METRICS_LISTEN: "",
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_TOKEN: BENCH.token,
  };
}

export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  probe.stop(true);
  return probe.port;
}
