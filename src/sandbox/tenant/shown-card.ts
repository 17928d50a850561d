import { cardDefect } from "../../card-schema/card-defect.ts";
import { isJsonObject, ownObject } from "../../protocol/json-object.ts";
import { referencesOf } from "./references.ts";
import type { Filled } from "./templates.ts";
import type { Tenant } from "./tenant.ts";

/** The card that people see of what the app sent: the same, or what its template makes; or why the platform takes neither. */
export function shownCard(sent: unknown, tenant: Tenant): Filled {
  const references = referencesOf(tenant);
  const defect = cardDefect(sent, references);
  if (defect) return { defect };
  if (!isJsonObject(sent) || sent["type"] !== "template") return { card: isJsonObject(sent) ? sent : {} };
  const made = tenant.templates.fill(ownObject(sent, "data") ?? {});
  const wrong = "card" in made ? cardDefect(made.card, references) : undefined;
  return wrong ? { defect: wrong } : made;
}
