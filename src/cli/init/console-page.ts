import { SETTINGS } from "../../config/settings.ts";

/** Pages of an app in the developer console. */
export type ConsolePage = "baseinfo" | "bot" | "auth" | "event?tab=callback" | "version" | "safe";

/** The address of an app's page in the console of its domain: `lark`, `feishu` or a URL. */
export function consolePage(domain: string, appId: string, page: ConsolePage): string {
  return `${SETTINGS.LARK_DOMAIN.read(domain)}/app/${encodeURIComponent(appId)}/${page}`;
}

/** The page where the cause of a fault is mended; undefined where it is not the app's. */
export function pageOf(code: string): ConsolePage | undefined {
  return PAGES[code];
}

const PAGES: Readonly<Partial<Record<string, ConsolePage>>> = {
  lark_10003: "baseinfo",
  lark_10012: "baseinfo",
  lark_10013: "baseinfo",
  lark_10014: "baseinfo",
  lark_10015: "baseinfo",
  lark_230006: "bot",
  lark_232025: "bot",
  lark_230013: "version",
  lark_230027: "auth",
  lark_99991672: "auth",
  lark_99991673: "version",
  lark_99991401: "safe",
  socket_403: "version",
  socket_514: "baseinfo",
};
