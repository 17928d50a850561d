/** Grafana's data source of the dashboard's own variable, which is asked for at the import. */
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

type Unit = "short" | "s" | "bytes" | "ops" | "percentunit";

interface Shown {
  readonly title: string;
  readonly unit: Unit;
  /** What is drawn: by the line's name, with Grafana's `{{label}}` in it. */
  readonly lines: Readonly<Record<string, string>>;
  readonly kind?: "timeseries" | "stat" | undefined;
}

/** Left to right, in rows of three: is it well, do cards go out, do people decide. */
const SHOWN: readonly Shown[] = [
  { title: "Ready", unit: "short", kind: "stat", lines: { "{{check}}": "countersign_check_ok" } },
  {
    title: "Version",
    unit: "short",
    kind: "stat",
    lines: { "{{version}}, bun {{bun}}": "countersign_build_info" },
  },
  {
    title: "Database",
    unit: "bytes",
    lines: { size: "countersign_db_size_bytes", log: "countersign_db_log_bytes" },
  },
  { title: "Owed", unit: "short", lines: { "{{kind}} {{state}}": "countersign_outbox_jobs" } },
  { title: "Oldest owed", unit: "s", lines: { "{{kind}}": "countersign_outbox_oldest_seconds" } },
  {
    title: "Calls to Lark",
    unit: "ops",
    lines: {
      "{{api}} {{code}}": "sum by (api, code) (rate(countersign_lark_requests_total[$__rate_interval]))",
    },
  },
  {
    title: "Callbacks",
    unit: "ops",
    lines: {
      "{{transport}} {{result}}":
        "sum by (transport, result) (rate(countersign_callbacks_total[$__rate_interval]))",
    },
  },
  {
    title: "Time to answer a callback (Lark waits 3 s)",
    unit: "s",
    lines: {
      p50: "histogram_quantile(0.5, sum by (le) (rate(countersign_callback_duration_seconds_bucket[$__rate_interval])))",
      p99: "histogram_quantile(0.99, sum by (le) (rate(countersign_callback_duration_seconds_bucket[$__rate_interval])))",
    },
  },
  {
    title: "Votes",
    unit: "ops",
    lines: { "{{verdict}}": "sum by (verdict) (rate(countersign_decisions_total[$__rate_interval]))" },
  },
  {
    title: "From request to decision",
    unit: "s",
    lines: {
      median: "histogram_quantile(0.5, sum by (le) (rate(countersign_decision_latency_seconds_bucket[1d])))",
      p90: "histogram_quantile(0.9, sum by (le) (rate(countersign_decision_latency_seconds_bucket[1d])))",
    },
  },
  { title: "Long connection", unit: "short", kind: "stat", lines: { open: "countersign_socket_connected" } },
];

const WIDTH = 8;
const HEIGHT = 8;

function panel({ title, unit, lines, kind = "timeseries" }: Shown, index: number): object {
  return {
    id: index + 1,
    type: kind,
    title,
    datasource: DATASOURCE,
    gridPos: { x: (index % 3) * WIDTH, y: Math.floor(index / 3) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: kind === "stat" ? { textMode: "value_and_name" } : { tooltip: { mode: "multi" } },
    targets: Object.entries(lines).map(([legendFormat, expr], at) => ({
      refId: String.fromCodePoint(65 + at),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}

/** The dashboard in Grafana's JSON model. */
export const DASHBOARD: object = {
  uid: "countersign",
  title: "countersign",
  tags: ["countersign"],
  timezone: "browser",
  schemaVersion: 39,
  refresh: "30s",
  time: { from: "now-6h", to: "now" },
  templating: {
    list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
  },
  panels: SHOWN.map(panel),
};
