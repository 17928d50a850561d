import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { create } from "tar";

import { thisPlatform } from "../../src/cli/upgrade/this-platform.ts";
import { tempDir } from "../support/temp-dir.ts";

export interface Published {
  readonly base: string;
  readonly archive: string;
}

/** A directory with a release whose executable says that it is `says`, and of this schema. */
export async function publish(version: string, says = version, schema?: number): Promise<Published> {
  const [work, base] = [tempDir(), tempDir()];
  writeFileSync(
    join(work, "countersign"),
    `#!/bin/sh\nif [ "$2" = --json ]; then echo '${JSON.stringify({ schema })}'; exit; fi\necho 'countersign ${says} (bun, sqlite)'\n`,
  );
  const name = `countersign_${version}_${thisPlatform()}.tar.gz`;
  await create({ file: join(base, name), cwd: work, gzip: true }, ["countersign"]);
  const digest = createHash("sha256")
    .update(readFileSync(join(base, name)))
    .digest("hex");
  writeFileSync(join(base, "checksums.txt"), `${digest}  ${name}\n`);
  return { base, archive: join(base, name) };
}
