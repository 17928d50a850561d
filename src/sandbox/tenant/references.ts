import type { CardReferences } from "../../card-schema/defect.ts";
import type { Tenant } from "./tenant.ts";

/** Who and what a card may name in this tenant. */
export function referencesOf({ people, images, templates }: Tenant): CardReferences {
  return {
    isPerson: (id) => people.knows(id) || people.find("email", id) !== undefined,
    isImage: (imageKey) => images.find(imageKey) !== undefined,
    isTemplate: (templateId) => templates.has(templateId),
  };
}
