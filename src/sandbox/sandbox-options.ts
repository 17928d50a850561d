import type { SandboxChat, SandboxPerson } from "./view.ts";

/** How many calls the platform puts up with. */
export interface RateLimits {
  /** For one API. */
  readonly perSecond: number;
  readonly perMinute: number;
  /** Messages a second to one chat (with a single person: to that person), and updates a second of one message. */
  readonly perTarget: number;
}

/** The limits that the platform's pages name. */
export const PLATFORM_LIMITS: RateLimits = { perSecond: 50, perMinute: 1000, perTarget: 5 };

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
  readonly rateLimits?: Partial<RateLimits> | "off" | undefined;
  readonly tokenLifetimeSeconds?: number | undefined;
  /** How long a callback may take before the client shows 200341. */
  readonly callbackDeadlineMs?: number | undefined;
  readonly timezone?: string | undefined;
  readonly clock?: (() => Date) | undefined;
  readonly random?: (() => number) | undefined;
  readonly fetch?: typeof fetch | undefined;
}
