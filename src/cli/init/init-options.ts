import type { IdByKind } from "../request/parse-person.ts";

/** What `countersign init` was told. */
export interface InitOptions {
  readonly qr?: true | undefined;
  readonly appId?: string | undefined;
  readonly appSecretFile?: string | undefined;
  readonly domain?: string | undefined;
  readonly transport?: "socket" | "http" | "both" | undefined;
  readonly encryptKeyFile?: string | undefined;
  readonly verificationTokenFile?: string | undefined;
  readonly listen?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly to?: IdByKind | undefined;
  /** False where no first card is wanted. */
  readonly card: boolean;
  /** Seconds to wait for the click. */
  readonly timeout: number;
  readonly config?: string | undefined;
  readonly force?: true | undefined;
  readonly json?: true | undefined;
}
