import { type AddressGuard, addressOf } from "./address-guard.ts";

/** All addresses of a host name. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export type Receiver =
  /** The very address to connect to: a name that is asked twice may lead elsewhere the second time. */
  | { readonly kind: "found"; readonly address: string }
  | { readonly kind: "refused"; readonly error: "address_refused" | "name_not_found" };

export interface Finding {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  /** Ends the wait for a slow resolver. */
  readonly signal: AbortSignal;
}

/**
 * Where a receiver is, asked once. Refused when any of its addresses is internal: which one is called must not be
 * chance. Rejects when it was told to end.
 */
export async function findReceiver(url: URL, { guard, resolve, signal }: Finding): Promise<Receiver> {
  const literal = addressOf(url);
  const addresses = literal === undefined ? await ask(url.hostname, resolve, signal) : [literal];
  const [address] = addresses;
  if (address === undefined) return { kind: "refused", error: "name_not_found" };
  const may = url.protocol === "https:" ? guard.isOpen : guard.isAllowed;
  if (!addresses.every(may)) return { kind: "refused", error: "address_refused" };
  return { kind: "found", address };
}

function ask(hostname: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  const told = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => told.reject(signal.reason), { once: true });
  return Promise.race([resolve(hostname).catch(() => []), told.promise]);
}
