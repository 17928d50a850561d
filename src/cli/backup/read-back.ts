import { createHash } from "node:crypto";

import type { Part } from "./manifest.ts";

/** What is in an archive, read from the disk and written nowhere. */
export async function readBack(archive: string): Promise<readonly Part[]> {
  const { list } = await import("tar");
  const parts: Part[] = [];
  await list({
    file: archive,
    strict: true,
    onReadEntry(entry) {
      const hash = createHash("sha256");
      let bytes = 0;
      entry.on("data", (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
      });
      entry.on("end", () => void parts.push({ path: entry.path, bytes, sha256: hash.digest("hex") }));
    },
  });
  return parts;
}
