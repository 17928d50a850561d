import { readSecret } from "./read-setting.ts";

/** What the reader of a setting may know besides its text. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

export interface Setting<T> {
  readonly meaning: string;
  /** Secrets are not taken as flags, are never printed, and have a `…_FILE` twin. */
  readonly secret?: boolean;
  /** Throws an Error that says what is wrong with the text, and how it should be. */
  readonly read: (text: string) => T;
  readonly fallback?: (around: Surroundings) => string | undefined;
}

export function setting<T>(meaning: string, read: (text: string) => T, fallback?: string): Setting<T> {
  return { meaning, read, ...(fallback !== undefined && { fallback: () => fallback }) };
}

export function secret(meaning: string, read: (text: string) => string = readSecret): Setting<string> {
  return { meaning, read, secret: true };
}
