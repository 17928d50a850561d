import { ConfigError } from "../../config/config-error.ts";
import { type Config, readConfig } from "../../config/config.ts";
import type { Sources } from "../../config/gather-settings.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

interface Settings {
  /** Undefined where `serve` would not start with them. */
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
}

/** The settings that `serve` would have: every mistake, and what contradicts itself. */
export function checkSettings(sources: Sources): Settings {
  try {
    const { config, warnings } = readConfig(sources);
    const odd = [
      ...warnings.map((line) => warning("settings", line, "see countersign config print --origin")),
      ...contradictions(config),
    ];
    return { config, findings: odd.length === 0 ? [ok("settings", "complete, and they agree")] : odd };
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    const fix = "set it, and see countersign config validate";
    return { config: undefined, findings: fault.mistakes.map((line) => broken("settings", line, fix)) };
  }
}

function contradictions(config: Config): readonly Finding[] {
  const { COUNTERSIGN_TRANSPORT: transport, COUNTERSIGN_PUBLIC_URL: publicUrl } = config;
  const isOverHttp = transport !== "socket";
  const found: Finding[] = [];
  if (isOverHttp && publicUrl?.startsWith("http://") === true) {
    const said = "COUNTERSIGN_PUBLIC_URL is http: Lark takes it, and so does everybody between";
    found.push(warning("settings", said, "put TLS in front, and name the https address"));
  }
  if (transport === "http" && publicUrl === undefined) {
    const said = "callbacks come over HTTP, and COUNTERSIGN_PUBLIC_URL does not say where";
    found.push(warning("settings", said, "set it, or COUNTERSIGN_TRANSPORT=socket, which needs no address"));
  }
  return found;
}
