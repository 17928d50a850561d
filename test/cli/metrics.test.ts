import { expect, test } from "bun:test";

import { parse } from "yaml";

import { run } from "../../src/cli/run.ts";
import { aBody, ADA, freePort, openWorld, TOKEN, until } from "../e2e/open-world.ts";
import { aCertificate } from "../support/a-certificate.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeIo } from "./fake-io.ts";

async function printed(what: "dashboard" | "alerts"): Promise<string> {
  const io = fakeIo();
  const code: number = await run(["metrics", what], io);
  expect(code).toBe(0);
  return io.out();
}

interface Rules {
  readonly groups: {
    readonly rules: { readonly alert: string; readonly expr: string; readonly for: string }[];
  }[];
}

async function alertExpressions(): Promise<readonly string[]> {
  const { groups } = parse(await printed("alerts")) as Rules;
  return groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

interface Dashboard {
  readonly templating: { readonly list: { readonly name: string; readonly type: string }[] };
  readonly panels: { readonly id: number; readonly targets: { expr: string; legendFormat: string }[] }[];
}

async function dashboard(): Promise<Dashboard> {
  return JSON.parse(await printed("dashboard")) as Dashboard;
}

/** The labels of every series that a server shows which has decided a request, refused a callback and owes a card. */
async function labelsByMetric(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const port = freePort();
  const more = { COUNTERSIGN_METRICS_LISTEN: `127.0.0.1:${port}`, COUNTERSIGN_TRANSPORT: "both" };
  await using world = await openWorld({ delivery: "http" }, {}, more);
  await ask(world.url);
  await world.press(await world.card(), ADA);
  await fetch(`${world.url}/lark/callback`, { method: "POST", body: "{}" });
  let text = "";
  await until("a card is owed", async () => {
    await ask(world.url);
    text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /countersign_outbox_oldest_seconds\{/.test(text) && /decision_latency_seconds_count\{/.test(text);
  });
  text += await shownWithCertificate();
  const found = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of text.matchAll(/^(countersign_\w+)(?:\{(.*)\})? /gm)) {
    const known = found.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

/** What a server shows that has a certificate. */
async function shownWithCertificate(): Promise<string> {
  const { cert, key } = aCertificate(tempDir(), "site");
  const metrics = `127.0.0.1:${freePort()}`;
  const more = { COUNTERSIGN_METRICS_LISTEN: metrics, COUNTERSIGN_TLS_CERT: cert, COUNTERSIGN_TLS_KEY: key };
  await using _ = await openWorld({}, {}, more);
  return (await fetch(`http://${metrics}/metrics`)).text();
}

async function ask(url: string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const body = JSON.stringify(aBody({ title: crypto.randomUUID() }));
  const { status } = await fetch(`${url}/v1/approvals`, { method: "POST", headers, body });
  expect(status).toBe(201);
}

/** What an expression names: metrics, and the labels that it takes of them. */
function namedIn(expr: string) {
  const [, grouped = ""] = /\bby \(([^)]*)\)/.exec(expr) ?? [];
  return [...expr.matchAll(/\b(countersign_\w+)(?:\{([^}]*)\})?/g)].map(([, metric = "", matchers = ""]) => ({
    metric,
    labels: [
      ...[...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = ""]) => label),
      ...grouped.split(",").map((label) => label.trim()),
    ].filter((label) => label !== ""),
  }));
}

test("every metric and label of the alerts and the dashboard is one that a server shows", async () => {
  const shown = await labelsByMetric();
  const panels = (await dashboard()).panels.flatMap(({ targets }) => targets);
  const expressions = [...(await alertExpressions()), ...panels.map(({ expr }) => expr)];
  const named = expressions.flatMap(namedIn);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(({ metric }) => !shown.has(metric))).toEqual([]);
  expect(
    named.filter(({ metric, labels }) => labels.some((label) => !shown.get(metric)?.has(label))),
  ).toEqual([]);
  const legends = panels.filter(({ expr, legendFormat }) => {
    const wanted = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
    return wanted.some((label) => !namedIn(expr).some(({ metric }) => shown.get(metric)?.has(label)));
  });
  expect(legends).toEqual([]);
});

test("the dashboard asks for its data source, and has no two panels of one id", async () => {
  const { templating, panels } = await dashboard();
  expect(templating.list).toMatchObject([{ name: "datasource", type: "datasource" }]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test("every alert says what to do, and waits before it calls anybody", async () => {
  const { groups } = parse(await printed("alerts")) as {
    groups: { rules: { for: string; annotations: { summary: string; description: string } }[] }[];
  };
  for (const { for: wait, annotations } of groups.flatMap(({ rules }) => rules)) {
    expect(wait).toMatch(/^\d+[mh]$/);
    expect(annotations.description.length).toBeGreaterThan(40);
  }
});
