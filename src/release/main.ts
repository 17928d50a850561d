import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { VERSION } from "../version.ts";
import { billOfMaterials, type Lock } from "./bill-of-materials.ts";
import { makeArchive } from "./make-archive.ts";
import { runTool } from "./run-tool.ts";
import { readTargets, type Target, TARGETS } from "./targets.ts";

// Makes a release in a directory: an archive for each system, the SBOM, install.sh, and checksums.txt over all of them.
// With a key, checksums.txt is signed, and the public half is in install.sh and in the executables, which want it.
const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    out: { type: "string", default: "dist/release" },
    /** An EC private key, PEM. */
    "signing-key": { type: "string" },
  },
});
const { out, "signing-key": key } = options;
mkdirSync(out, { recursive: true });
// Of a release that was made there before, they would be of another list.
for (const file of ["checksums.txt.sig", "release.pub"]) rmSync(join(out, file), { force: true });

const installer = join(out, "install.sh");
const publicKey = key === undefined ? "" : publicHalf(key);
writeFileSync(
  installer,
  readFileSync("install.sh", "utf8").replace("PUBLIC_KEY=''", `PUBLIC_KEY='${publicKey}'`),
);

const targets = options.only === undefined ? (Object.keys(TARGETS) as Target[]) : readTargets(options.only);
const files: string[] = [];
const missing: Target[] = [];
for (const target of targets) {
  try {
    files.push(makeArchive(target, { version: VERSION, into: out, installer, publicKey }));
    console.log(`${target}: done`);
  } catch (fault) {
    missing.push(target);
    console.error(`${target}: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

const bill = join(out, `countersign_${VERSION}.cdx.json`);
const lock = Bun.JSONC.parse(readFileSync("bun.lock", "utf8")) as Lock;
writeFileSync(bill, `${JSON.stringify(billOfMaterials(lock, VERSION, Bun.version), undefined, 2)}\n`);
const sums = [...files, bill, installer].map((file) => {
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
  return `${digest}  ${basename(file)}\n`;
});
const checksums = join(out, "checksums.txt");
writeFileSync(checksums, sums.join(""));
if (key !== undefined)
  runTool(["openssl", "dgst", "-sha256", "-sign", key, "-out", `${checksums}.sig`, checksums]);

if (missing.length > 0) {
  console.error(`No archive for ${missing.join(", ")}. To leave them out, name the others by --only.`);
  process.exit(1);
}

/** SPKI in base64, on one line. */
function publicHalf(privateKey: string): string {
  const path = join(out, "release.pub");
  runTool(["openssl", "ec", "-in", privateKey, "-pubout", "-out", path]);
  const [, base64 = ""] = /-----\n([\s\S]*?)\n-----END/.exec(readFileSync(path, "utf8")) ?? [];
  return base64.replaceAll("\n", "");
}
