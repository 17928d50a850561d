import type { JsonObject } from "./json-object.ts";
import { isJsonObject, isShallow, own, ownId, ownObject, ownString } from "./json-object.ts";
import { ProtocolError } from "./protocol-error.ts";

interface Operator {
  readonly open_id: string;
  /** Only with the scope `contact:user.employee_id:readonly`. */
  readonly user_id?: string | undefined;
  readonly union_id?: string | undefined;
  /** The tenant of the person, not always the app's: groups may be shared. */
  readonly tenant_key?: string | undefined;
}

/**
 * What somebody did on a card, flat. What Lark left out, or sent as null, is undefined; only the four that every click
 * has are certain. Source: Lark's page `card-callback-communication` and callbacks seen in the wild.
 */
export interface CardAction {
  /** What the card's author put on the element. A string that holds a JSON object comes as that object. */
  readonly value?: JsonObject | string | undefined;
  readonly operator: Operator;
  readonly open_id: string;
  readonly user_id?: string | undefined;
  readonly union_id?: string | undefined;
  /** The right to update this card twice within 30 minutes: a secret, not for logs. */
  readonly token: string;
  readonly message_id: string;
  readonly chat_id?: string | undefined;
  readonly tag: string;
  readonly name?: string | undefined;
  readonly form_value?: JsonObject | undefined;
  readonly input_value?: string | undefined;
  readonly option?: string | undefined;
  readonly options?: readonly string[] | undefined;
  readonly checked?: boolean | undefined;
  readonly timezone?: string | undefined;
  readonly host?: string | undefined;
  readonly delivery_type?: string | undefined;
  /** The tenant that the app belongs to. */
  readonly tenant_key?: string | undefined;
  readonly app_id?: string | undefined;
  readonly event_id?: string | undefined;
}

/**
 * Reads a click from a whole callback, from its unwrapped `event`, from the older flat form, or from anything that holds
 * one of these as `body`. Throws ProtocolError "no_action" when there is no click in it, and "invalid_action" when who
 * clicked, on which message, or what is missing.
 */
export function parseAction(payload: unknown): CardAction {
  const { header, event, action } = locate(payload);
  const context = ownObject(event, "context") ?? event;
  const operator = readOperator(ownObject(event, "operator") ?? event);
  return {
    value: readValue(own(action, "value")),
    operator,
    open_id: operator.open_id,
    user_id: operator.user_id,
    union_id: operator.union_id,
    token: required(event, "token"),
    message_id: required(context, "open_message_id"),
    chat_id: ownId(context, "open_chat_id"),
    tag: required(action, "tag"),
    name: ownString(action, "name"),
    form_value: ownObject(action, "form_value"),
    input_value: ownString(action, "input_value"),
    option: ownString(action, "option"),
    options: readOptions(own(action, "options")),
    checked: readBoolean(own(action, "checked")),
    timezone: ownString(action, "timezone"),
    host: ownString(event, "host"),
    delivery_type: ownString(event, "delivery_type"),
    tenant_key: ownId(header, "tenant_key"),
    app_id: ownId(header, "app_id"),
    event_id: ownId(header, "event_id"),
  };
}

interface Located {
  /** The older flat form keeps in the event what the newer one has in a header. */
  readonly header: JsonObject;
  readonly event: JsonObject;
  readonly action: JsonObject;
}

function locate(payload: unknown): Located {
  const located = isJsonObject(payload) && (locateIn(payload) ?? locateIn(ownObject(payload, "body") ?? {}));
  if (!located) throw new ProtocolError("no_action", "there is no card action in it");
  return located;
}

function locateIn(payload: JsonObject): Located | undefined {
  const event = ownObject(payload, "event") ?? payload;
  const action = ownObject(event, "action");
  return action && { header: ownObject(payload, "header") ?? event, event, action };
}

function readOperator(operator: JsonObject): Operator {
  return {
    open_id: required(operator, "open_id"),
    user_id: ownId(operator, "user_id"),
    union_id: ownId(operator, "union_id"),
    tenant_key: ownId(operator, "tenant_key"),
  };
}

function readValue(value: unknown): JsonObject | string | undefined {
  if (isJsonObject(value)) return value;
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) && isShallow(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

function readOptions(options: unknown): readonly string[] | undefined {
  return Array.isArray(options) && options.every((option) => typeof option === "string")
    ? options
    : undefined;
}

function readBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function required(object: JsonObject, key: string): string {
  const value = ownId(object, key);
  if (value === undefined) throw new ProtocolError("invalid_action", `the card action has no ${key}`);
  return value;
}
