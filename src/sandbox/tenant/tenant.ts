import type { Chats } from "./chats.ts";
import type { Images } from "./images.ts";
import type { Messages } from "./messages.ts";
import type { Organisation } from "./organisation.ts";
import type { People } from "./people.ts";
import type { Templates } from "./templates.ts";

/** The app as the developer console would show it. */
export interface SandboxApp {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  /** The bot's own open_id. */
  readonly openId: string;
  /** Empty when callbacks are not encrypted; they are then signed with the empty key, as the platform does. */
  readonly encryptKey: string;
  readonly verificationToken: string;
}

/** One company on the pretend platform, with one app in it. */
export interface Tenant {
  readonly key: string;
  readonly app: SandboxApp;
  readonly people: People;
  readonly organisation: Organisation;
  readonly chats: Chats;
  readonly messages: Messages;
  readonly images: Images;
  readonly templates: Templates;
}
