import { PLATFORM_CONFIG, type PlatformConfig } from "./long-connection/platform-config.ts";
import { PLATFORM_RULES, type RegistrationRules } from "./registration/registrations.ts";
import {
  DEFAULT_DEPARTMENTS,
  DEFAULT_GROUPS,
  DEFAULT_PEOPLE,
  DEFAULT_USER_GROUPS,
} from "./tenant/default-cast.ts";
import type { Department, UserGroup } from "./tenant/organisation.ts";
import type { CardTemplate } from "./tenant/templates.ts";
import type { SandboxApp } from "./tenant/tenant.ts";
import type { SandboxChat, SandboxPerson } from "./view.ts";

/** How many calls the platform puts up with. */
export interface RateLimits {
  /** For one API. */
  readonly perSecond: number;
  readonly perMinute: number;
  /** Messages a second to one chat (with a single person: to that person), and updates a second of one message. */
  readonly perTarget: number;
}

/** What is left out is as on the platform, or made up. */
export interface SandboxOptions {
  readonly appId?: string | undefined;
  readonly appSecret?: string | undefined;
  /** Empty for callbacks that are not encrypted. */
  readonly encryptKey?: string | undefined;
  readonly verificationToken?: string | undefined;
  /** Where clicks go; may be set later. */
  readonly callbackUrl?: string | undefined;
  readonly people?: readonly SandboxPerson[] | undefined;
  readonly groups?: readonly SandboxChat[] | undefined;
  readonly departments?: readonly Department[] | undefined;
  readonly userGroups?: readonly UserGroup[] | undefined;
  /** What was released in the card builder: under each id its versions, the newest last. */
  readonly templates?: Readonly<Record<string, readonly CardTemplate[]>> | undefined;
  /** What the app asks for, and whether it is granted; all that cards can need if left out. */
  readonly scopes?: Readonly<Record<string, boolean>> | undefined;
  readonly rateLimits?: Partial<RateLimits> | "off" | undefined;
  readonly tokenLifetimeSeconds?: number | undefined;
  /** How long a callback may take before the client shows 200341. */
  readonly callbackDeadlineMs?: number | undefined;
  /** How clicks go to the app: `auto` is over a long connection while there is one. */
  readonly delivery?: "http" | "socket" | "auto" | undefined;
  /**
   * Which card callbacks the app has subscribed to; the newer if left out. With both, each click comes in both ways; with
   * none it shows 200340.
   */
  readonly cardCallbacks?: CardCallbacks | undefined;
  /** How apps are made by scanning a code. */
  readonly registration?: Partial<RegistrationRules> | undefined;
  /** What the waits between attempts to tell of an event (15 s, 5 min, 1 h, 6 h) are multiplied with; 1 if left out. */
  readonly eventRetryScale?: number | undefined;
  /** What clients of the long connection are told; times are in seconds. */
  readonly longConnection?: Partial<PlatformConfig> | undefined;
  /** IANA name of the zone that all clients are in. */
  readonly timezone?: string | undefined;
  readonly clock?: (() => Date) | undefined;
  /** At least 0 and less than 1. */
  readonly random?: (() => number) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export type CardCallbacks = "new" | "legacy" | "both" | "none";

/** The limits that the platform's pages name. */
const PLATFORM_LIMITS: RateLimits = { perSecond: 50, perMinute: 1000, perTarget: 5 };

/** The options with everything that was left out, but for those that describe the app. */
export function settle(options: SandboxOptions) {
  const { rateLimits } = options;
  return {
    people: options.people ?? DEFAULT_PEOPLE,
    groups: options.groups ?? DEFAULT_GROUPS,
    departments: options.departments ?? DEFAULT_DEPARTMENTS,
    userGroups: options.userGroups ?? DEFAULT_USER_GROUPS,
    templates: options.templates ?? {},
    scopes: options.scopes,
    limits: rateLimits === "off" ? undefined : { ...PLATFORM_LIMITS, ...rateLimits },
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 7200,
    registration: { ...PLATFORM_RULES, ...options.registration },
    ...roads(options),
    timezone: options.timezone ?? "Asia/Shanghai",
    clock: options.clock ?? (() => new Date()),
    random: options.random ?? Math.random,
    fetch: options.fetch ?? fetch,
  };
}

/** How the app is told of clicks. */
function roads({
  callbackUrl,
  callbackDeadlineMs = 3000,
  delivery = "auto",
  cardCallbacks = "new",
  eventRetryScale = 1,
  longConnection,
}: SandboxOptions) {
  return {
    callbackUrl,
    callbackDeadlineMs,
    delivery,
    cardCallbacks,
    eventRetryScale,
    longConnection: { ...PLATFORM_CONFIG, ...longConnection },
  };
}

/** The app that the options describe; `id` is 32 hex digits for what they leave out. */
export function describeApp(options: SandboxOptions, id: string): SandboxApp {
  return {
    id: options.appId ?? `cli_${id.slice(0, 16)}`,
    secret: options.appSecret ?? `secret-${id}`,
    name: "countersign sandbox",
    openId: `ou_${id}`,
    encryptKey: options.encryptKey ?? `key-${id}`,
    verificationToken: options.verificationToken ?? `token-${id}`,
  };
}
