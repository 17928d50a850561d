import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Keys lie in the data directory itself, for its owner alone. */
const KEY = /^[\w-]+\.(?:pem|key)$/;

/** What a data directory needs besides its database: its keys, and the handlers. Paths with `/` between, in order. */
export function belongings(dataDir: string): readonly string[] {
  const keys = readdirSync(dataDir, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && KEY.test(entry.name),
  );
  return [...keys.map(({ name }) => name), ...filesIn(dataDir, "handlers")].toSorted();
}

/** Links are left out: what they lead to is not the data directory's. */
function filesIn(root: string, folder: string): readonly string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function entriesOf(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return [];
    throw fault;
  }
}
