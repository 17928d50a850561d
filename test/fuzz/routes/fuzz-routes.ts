import { createChance } from "../chance.ts";
import { type Operation, readApiDocument } from "./api-document.ts";
import { judge } from "./judge.ts";
import { type FuzzRequest, type Ingredients, makeRequest } from "./make-request.ts";

export interface RouteFuzz extends Omit<Ingredients, "known"> {
  /** Ids of what is there already. */
  readonly known?: readonly string[] | undefined;
  readonly url: string;
  readonly inputs: number;
  readonly seed: number;
  /** So many requests are under way at once. */
  readonly atOnce: number;
  /** Of the operations these alone; all of them if left out. */
  readonly only?: ((operation: Operation) => boolean) | undefined;
  /** What may stand in no answer. */
  readonly secrets: readonly string[];
}

export interface RouteReport {
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Each promise that was broken, with the first request that broke it. */
  readonly broken: ReadonlyMap<string, string>;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 20_000;
/** Ids kept of what was made; beyond that the oldest go, as do most of the requests for them. */
const MOST_KNOWN = 300;

/** Sends requests made from the server's own document. Rejects where the server cannot be reached any more. */
export async function fuzzRoutes({
  url,
  inputs,
  seed,
  atOnce,
  only = () => true,
  secrets,
  known: before = [],
  ...around
}: RouteFuzz): Promise<RouteReport> {
  const operations = (await readApiDocument(url)).filter(only);
  const known: string[] = ["apr_1", "ou_1", "oc_1", ...before];
  const statuses = new Map<number, number>();
  const broken = new Map<string, string>();
  let next = 0;

  async function one(input: number): Promise<void> {
    const chance = createChance(seed + input);
    const operation = operations[chance.below(operations.length)];
    if (operation === undefined) throw new Error("the document has no operation");
    const request = makeRequest(operation, chance, { ...around, known });
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(url + request.target, { ...request, redirect: "manual", signal }).catch(
      (fault: unknown) => {
        throw new Error(`not answered, by seed ${seed + input}:\n${show(request)}`, { cause: fault });
      },
    );
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (response.status === 201) remember(known, await response.clone().text());
    const what = await judge(operation, request.method, response, secrets);
    if (what === undefined) return;
    const where = `${operation.method} ${operation.path}: ${what}`;
    if (!broken.has(where)) broken.set(where, show(request));
  }

  async function goOn(): Promise<void> {
    while (next < inputs) await one(next++);
  }

  await Promise.all(Array.from({ length: atOnce }, goOn));
  return { statuses, broken };
}

function remember(known: string[], body: string): void {
  for (const [, id = ""] of body.matchAll(/"id":"([a-z]+_\w+)"/g)) known.push(id);
  if (known.length > MOST_KNOWN) known.splice(3, known.length - MOST_KNOWN);
}

/** As somebody would have to send it to see the same. */
function show({ method, target, headers, body }: FuzzRequest): string {
  const shown = Object.entries(headers).filter(([name]) => name !== "authorization");
  const lines = [`${method} ${target}`, ...shown.map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join("\n")}\n\n${Buffer.from(body ?? [])
    .toString("utf8")
    .slice(0, 2_000)}`;
}
