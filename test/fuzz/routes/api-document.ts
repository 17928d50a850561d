import type { Schema } from "./schema-value.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema?: Schema;
}

/** One path and method, as the server's own document tells of it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of the JSON that it takes; undefined where it takes none. */
  readonly body: Schema | undefined;
  readonly takesForm: boolean;
  /** The statuses that it may answer with. */
  readonly statuses: ReadonlySet<number>;
}

interface Told {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<Record<string, unknown>>;
}

export async function readApiDocument(url: string): Promise<readonly Operation[]> {
  const response = await fetch(`${url}/openapi.json`);
  const { paths } = (await response.json()) as {
    paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses = {} }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content["application/json"]?.schema,
      takesForm: method === "post" && path === "/v1/signatures",
      statuses: new Set(Object.keys(responses).map(Number)),
    })),
  );
}
