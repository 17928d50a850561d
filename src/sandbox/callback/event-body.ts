import type { Ids } from "../ids.ts";
import type { Tenant } from "../tenant/tenant.ts";

/** The two generations of events. */
export type EventVersion = "1.0" | "2.0";

/** Something that has happened on the platform: its type, such as `im.chat.updated_v1`, and what there is to tell of it. */
export interface NewEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** An event as it goes to the app, decrypted; each attempt to tell of it has the same id. */
export interface EventBody {
  readonly id: string;
  readonly type: string;
  readonly payload: object;
}

/** Puts an event into its envelope, member for member as in the platform's samples. */
export function eventBody(
  tenant: Tenant,
  event: NewEvent,
  { version, ids, now }: { readonly version: EventVersion; readonly ids: Ids; readonly now: Date },
): EventBody {
  const id = ids.next();
  const payload = version === "1.0" ? flat(tenant, event, id, now) : schema2(tenant, event, id, now);
  return { id, type: event.type, payload };
}

function flat({ key, app }: Tenant, event: NewEvent, uuid: string, now: Date): object {
  return {
    // Seconds, with microseconds behind the point.
    ts: `${(now.getTime() / 1000).toFixed(3)}000`,
    uuid,
    token: app.verificationToken,
    type: "event_callback",
    event: { app_id: app.id, tenant_key: key, ...event },
  };
}

function schema2({ key, app }: Tenant, { type, ...event }: NewEvent, event_id: string, now: Date): object {
  return {
    schema: "2.0",
    header: {
      event_id,
      event_type: type,
      create_time: String(now.getTime()),
      token: app.verificationToken,
      app_id: app.id,
      tenant_key: key,
    },
    event,
  };
}
