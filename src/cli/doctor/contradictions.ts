import type { Config } from "../../config/config.ts";
import { broken, type Finding, warning } from "./finding.ts";

/** Settings that are right each by itself, and wrong together. */
export function contradictions(config: Config): readonly Finding[] {
  return LOOKS.flatMap((look) => look(config) ?? []);
}

type Look = (config: Config) => Finding | undefined;

const LOOKS: readonly Look[] = [
  plainAddress,
  noAddress,
  localAddress,
  idleKey,
  idleUnsigned,
  onePort,
  consoleAddress,
];

function plainAddress({
  COUNTERSIGN_PUBLIC_URL: publicUrl,
  COUNTERSIGN_TLS_CERT: cert,
  COUNTERSIGN_TRANSPORT: transport,
}: Config): Finding | undefined {
  if (publicUrl?.startsWith("http://") !== true) return undefined;
  if (cert !== undefined) {
    const said =
      "COUNTERSIGN_PUBLIC_URL is http, and COUNTERSIGN_TLS_CERT lets this server speak HTTPS alone";
    return broken("settings", said, "name the https address in COUNTERSIGN_PUBLIC_URL");
  }
  if (transport === "socket") return undefined;
  const said = "COUNTERSIGN_PUBLIC_URL is http: Lark takes it, and so does everybody between";
  return warning("settings", said, "put TLS in front, and name the https address");
}

function noAddress({
  COUNTERSIGN_PUBLIC_URL: url,
  COUNTERSIGN_TRANSPORT: transport,
}: Config): Finding | undefined {
  if (transport !== "http" || url !== undefined) return undefined;
  const said = "callbacks come over HTTP, and COUNTERSIGN_PUBLIC_URL does not say where";
  return warning("settings", said, "set it, or COUNTERSIGN_TRANSPORT=socket, which needs no address");
}

/** A Lark on this machine, such as the sandbox, can call it. */
function localAddress({
  COUNTERSIGN_PUBLIC_URL: publicUrl = "",
  COUNTERSIGN_TRANSPORT: transport,
  LARK_DOMAIN: domain,
}: Config): Finding | undefined {
  if (transport === "socket" || !isLocal(publicUrl) || isLocal(domain)) return undefined;
  const said = `COUNTERSIGN_PUBLIC_URL is ${publicUrl}, which is this machine alone: Lark cannot call it`;
  return broken(
    "settings",
    said,
    "name the address that others have for it, or COUNTERSIGN_TRANSPORT=socket",
  );
}

function isLocal(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || /^(?:127\.|0\.0\.0\.0$)/.test(host);
}

function idleKey({ COUNTERSIGN_TRANSPORT: transport, LARK_ENCRYPT_KEY: key }: Config): Finding | undefined {
  if (transport !== "socket" || key === undefined) return undefined;
  const said = "LARK_ENCRYPT_KEY is set, and the long connection uses none";
  return warning(
    "settings",
    said,
    "leave it out, or COUNTERSIGN_TRANSPORT=both where callbacks come over HTTP too",
  );
}

function idleUnsigned({
  COUNTERSIGN_ALLOW_UNSIGNED: unsigned,
  LARK_ENCRYPT_KEY: key,
}: Config): Finding | undefined {
  if (!unsigned || key === undefined) return undefined;
  const said = "COUNTERSIGN_ALLOW_UNSIGNED is set beside LARK_ENCRYPT_KEY, which signs every callback";
  return warning("settings", said, "leave COUNTERSIGN_ALLOW_UNSIGNED out");
}

/** Two doors at one place: the second would not open. */
function onePort({
  COUNTERSIGN_LISTEN: api,
  COUNTERSIGN_METRICS_LISTEN: metrics,
}: Config): Finding | undefined {
  if (metrics === undefined || metrics.port === 0 || api.port !== metrics.port) return undefined;
  const hosts = new Set([api.hostname, metrics.hostname]);
  if (hosts.size === 2 && !hosts.has("0.0.0.0") && !hosts.has("::")) return undefined;
  const said = `COUNTERSIGN_LISTEN and COUNTERSIGN_METRICS_LISTEN both have port ${api.port}`;
  return broken("settings", said, "give the metrics a port of their own, such as 127.0.0.1:9464");
}

/** The Open API is at the host itself; what is behind a path there, or at accounts., is for browsers. */
function consoleAddress({ LARK_DOMAIN: domain }: Config): Finding | undefined {
  const url = URL.parse(domain);
  const [, brand] = /(?:^|\.)(feishu\.cn|larksuite\.com)$/.exec(url?.hostname ?? "") ?? [];
  if (url === null || brand === undefined) return undefined;
  if (url.hostname === `open.${brand}` && url.pathname === "/") return undefined;
  const said = `LARK_DOMAIN is ${domain}, a page for browsers`;
  return broken("settings", said, `set LARK_DOMAIN=${brand === "feishu.cn" ? "feishu" : "lark"}`);
}
