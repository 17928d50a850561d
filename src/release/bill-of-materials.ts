/** As in bun.lock: `name@version`, where from, what it needs, and the digest of its archive. */
type Locked = readonly [
  string,
  string?,
  { readonly dependencies?: Readonly<Record<string, string>> }?,
  string?,
];

export interface Lock {
  readonly workspaces: { readonly "": { readonly dependencies?: Readonly<Record<string, string>> } };
  readonly packages: Readonly<Record<string, Locked>>;
}

/**
 * The CycloneDX 1.6 document of what is inside the executable: the packages that it depends on, whether it reaches all of
 * them or not, and the runtime. It holds no time and no random number, so that the same lock gives the same document.
 */
export function billOfMaterials(lock: Lock, version: string, bun: string): object {
  const components = [...reachable(lock)].toSorted().map((key) => component(lock.packages[key]));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": "countersign", name: "countersign", version },
    },
    components: [
      ...components,
      {
        type: "platform",
        "bom-ref": `pkg:npm/bun@${bun}`,
        name: "bun",
        version: bun,
        purl: `pkg:npm/bun@${bun}`,
      },
    ],
  };
}

/** The keys of what is needed, directly or not. A key of two names is a version that only the first of them gets. */
function reachable({ workspaces, packages }: Lock): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (names: Iterable<string>, from: string): void => {
    for (const name of names) {
      const key = [`${from}/${name}`, name].find((key) => key in packages);
      if (key === undefined || found.has(key)) continue;
      found.add(key);
      visit(Object.keys(packages[key]?.[2]?.dependencies ?? {}), key);
    }
  };
  visit(Object.keys(workspaces[""].dependencies ?? {}), "");
  return found;
}

function component(locked: Locked | undefined): object {
  const [id, , , integrity = ""] = locked ?? [""];
  const at = id.lastIndexOf("@");
  const [name, version] = [id.slice(0, at), id.slice(at + 1)];
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [, base64] = /^sha512-(.+)$/.exec(integrity) ?? [];
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    ...(base64 !== undefined && {
      hashes: [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }],
    }),
  };
}
