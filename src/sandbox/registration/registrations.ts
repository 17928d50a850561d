import type { Ids } from "../ids.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { People } from "../tenant/people.ts";
import type { SandboxApp } from "../tenant/tenant.ts";
import { readAddons, type ShownAddons } from "./read-addons.ts";

/** How apps are made by scanning; what is left out is as on the platform. */
export interface RegistrationRules {
  /** Seconds between two questions, and that a code lives. */
  readonly intervalSeconds: number;
  readonly expiresInSeconds: number;
  /** Whose app it becomes: Lark's credentials are given only to the second question, which should go to Lark. */
  readonly brand: "feishu" | "lark";
  /** Whose open_id the device is told: that of whoever scanned, or, as has been seen, the new bot's own. */
  readonly tells: "scanner" | "bot";
}

export const PLATFORM_RULES: RegistrationRules = {
  intervalSeconds: 5,
  expiresInSeconds: 600,
  brand: "feishu",
  tells: "scanner",
};

/** Somebody scans a code, or opens its address, and says yes or no. */
export interface SandboxScan {
  readonly url: string;
  /** open_id */
  readonly person: string;
  readonly refuse?: boolean | undefined;
}

interface Asked {
  readonly userCode: string;
  readonly beganAt: number;
  readonly wantsOpenId: boolean;
  polledAt: number;
  interval: number;
  answer: "pending" | "denied" | { readonly by: string; told: boolean };
}

export interface RegistrationsOptions {
  readonly app: SandboxApp;
  readonly people: People;
  readonly ids: Ids;
  readonly clock: () => Date;
  readonly rules: RegistrationRules;
  /** Told what the app has subscribed to, once somebody has said yes. */
  readonly onApp: (addons: ShownAddons) => void;
}

/** Codes that wait to be scanned, by the platform's device flow (RFC 8628). The app that comes of it is the sandbox's one. */
export class Registrations {
  readonly #options: RegistrationsOptions;
  readonly #asked = new Map<string, Asked>();

  constructor(options: RegistrationsOptions) {
    this.#options = options;
  }

  begin(origin: string, wanted: string): object {
    const { ids, rules } = this.#options;
    const code = ids.next().toUpperCase();
    const userCode = `${code.slice(0, 4)}-${code.slice(4, 8)}`;
    const deviceCode = ids.next();
    this.#asked.set(deviceCode, {
      userCode,
      beganAt: this.#now(),
      wantsOpenId: wanted.split(" ").includes("open_id"),
      polledAt: -Infinity,
      interval: rules.intervalSeconds,
      answer: "pending",
    });
    const verification_uri = `${origin}/page/launcher`;
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri,
      verification_uri_complete: `${verification_uri}?user_code=${userCode}`,
      interval: rules.intervalSeconds,
      expire_in: rules.expiresInSeconds,
    };
  }

  /** What the device is answered: credentials, or an object with an `error`. */
  poll(deviceCode: string): object {
    const { app, rules } = this.#options;
    const asked = this.#asked.get(deviceCode);
    if (asked === undefined) return { error: "invalid_grant", error_description: "no such code" };
    if (this.#isOver(asked)) return { error: "expired_token", error_description: "the code has expired" };
    if (asked.answer === "denied") return { error: "access_denied", error_description: "the user said no" };
    if (asked.answer === "pending") return this.#hold(asked);
    const user_info = {
      ...(asked.wantsOpenId && { open_id: rules.tells === "bot" ? app.openId : asked.answer.by }),
      tenant_brand: rules.brand,
    };
    if (rules.brand === "lark" && !asked.answer.told) {
      asked.answer.told = true;
      return { user_info };
    }
    this.#asked.delete(deviceCode);
    return { client_id: app.id, client_secret: app.secret, auth_method: ["client_secret"], user_info };
  }

  /** What the page behind the code showed. Throws SandboxError "code_not_found" or "person_not_found". */
  scan({ url, person, refuse = false }: SandboxScan): ShownAddons {
    const { people, onApp } = this.#options;
    const page = URL.parse(url);
    const userCode = page?.searchParams.get("user_code");
    const asked = [...this.#asked.values()].find((one) => one.userCode === userCode && !this.#isOver(one));
    if (page === null || asked?.answer !== "pending")
      throw new SandboxError("code_not_found", "there is no such code to say yes to");
    if (!people.find("open_id", person))
      throw new SandboxError("person_not_found", "there is nobody with this open_id");
    asked.answer = refuse ? "denied" : { by: person, told: false };
    const shown = readAddons(page);
    if (!refuse) onApp(shown);
    return shown;
  }

  #hold(asked: Asked): object {
    const now = this.#now();
    // A timer may be a little early.
    const tooSoon = now - asked.polledAt < asked.interval * 900;
    asked.polledAt = now;
    if (!tooSoon) return { error: "authorization_pending", error_description: "nobody has said yes yet" };
    asked.interval += SLOWER;
    return { error: "slow_down", error_description: "asked too often" };
  }

  #isOver({ beganAt }: Asked): boolean {
    return this.#now() - beganAt >= this.#options.rules.expiresInSeconds * 1000;
  }

  #now(): number {
    return this.#options.clock().getTime();
  }
}

/** Seconds, as RFC 8628 has it. */
const SLOWER = 5;
