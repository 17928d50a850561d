import { Counter, Gauge, Histogram, Registry } from "prom-client";

import { type OutboxGaugesOptions, registerOutboxGauges } from "./outbox-gauges.ts";
import { registerWatchedGauges, type Watched } from "./watched-gauges.ts";

export interface MetricsOptions extends OutboxGaugesOptions {
  readonly version: string;
}

export interface Metrics {
  noteCallback(transport: "http" | "socket", type: string, result: string, seconds: number): void;
  noteDecision(verdict: "approve" | "reject"): void;
  /** A request was decided this long after it was made. */
  noteDecided(status: string, seconds: number): void;
  /** `code` is "0" for success, else the stable code of the fault. */
  noteLarkCall(api: string, code: string): void;
  /** The certificate that is served from now on is in force until then. */
  noteCertificate(notAfter: Date): void;
  /** From now on tells of these too, whenever somebody looks. */
  watch(watched: Watched): void;
  /** The exposition in Prometheus' text format, and its content type. */
  expose(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Up to Lark's 3 seconds. */
const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

/** People answer in seconds, or after a weekend. */
const DECISION_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600];

/** Base units, no ids of people or approvals in a label: the number of series does not grow with use. */
export function createMetrics({ version, ...options }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const callbacks = new Counter({
    name: "countersign_callbacks_total",
    help: "Callbacks by what came of them.",
    labelNames: ["transport", "type", "result"],
    registers,
  });
  // Looking a series up by its labels costs more than all else that is done for a metric.
  const callbackSeries = new Map<string, Counter.Internal>();
  const durations = new Histogram({
    name: "countersign_callback_duration_seconds",
    help: "From a callback's arrival to its answer.",
    buckets: ANSWER_SECONDS,
    registers,
  });
  const decisions = new Counter({
    name: "countersign_decisions_total",
    help: "Votes that counted.",
    labelNames: ["verdict"],
    registers,
  });
  const latencies = new Histogram({
    name: "countersign_decision_latency_seconds",
    help: "From a request to its decision.",
    labelNames: ["status"],
    buckets: DECISION_SECONDS,
    registers,
  });
  const larkCalls = new Counter({
    name: "countersign_lark_requests_total",
    help: "Open API calls by their outcome; code 0 is success.",
    labelNames: ["api", "code"],
    registers,
  });
  new Gauge({
    name: "countersign_build_info",
    help: "Always 1.",
    labelNames: ["version", "bun"],
    registers,
  }).set({ version, bun: Bun.version }, 1);
  registerOutboxGauges(registers, options);
  let notAfterSeconds: Gauge | undefined;
  return {
    noteCallback(transport, type, result, seconds) {
      const key = `${transport} ${type} ${result}`;
      let series = callbackSeries.get(key);
      if (series === undefined) {
        series = callbacks.labels(transport, type, result);
        callbackSeries.set(key, series);
      }
      series.inc();
      durations.observe(seconds);
    },
    noteDecision: (verdict) => decisions.inc({ verdict }),
    noteDecided: (status, seconds) => latencies.observe({ status }, seconds),
    noteCertificate(notAfter) {
      notAfterSeconds ??= new Gauge({
        name: "countersign_tls_not_after_seconds",
        help: "When the certificate that is served ends, in seconds since 1970.",
        registers,
      });
      notAfterSeconds.set(notAfter.getTime() / 1000);
    },
    watch: (watched) => registerWatchedGauges(registers, watched),
    noteLarkCall: (api, code) => larkCalls.inc({ api, code }),
    expose: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
