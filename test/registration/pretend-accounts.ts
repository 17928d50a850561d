import type { Accounts } from "../../src/registration/accounts.ts";
import type { Fetch } from "../../src/registration/post-form.ts";

const ACCOUNTS: Accounts = { feishu: "https://accounts.feishu", lark: "https://accounts.lark" };

/** A question as it came: where, when (milliseconds), and the form's fields. */
interface Asked {
  readonly at: number;
  readonly host: string;
  readonly form: Readonly<Record<string, string>>;
}

/** What is answered: an object is JSON with 200, or 400 where it is an error; a text is just that; undefined is a cut. */
type Reply = object | string | undefined;

/** Both worlds' accounts, which give the replies in order, the last for ever, in a time that passes only by sleeping. */
export function pretendAccounts(...replies: readonly Reply[]) {
  const asked: Asked[] = [];
  let time = 0;
  const fetch: Fetch = async (url, { body, method }) => {
    const { pathname, host } = new URL(url);
    if (method !== "POST" || pathname !== "/oauth/v1/app/registration")
      return new Response("", { status: 404 });
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push({
      at: time,
      host,
      form: Object.fromEntries(new URLSearchParams(typeof body === "string" ? body : "")),
    });
    if (reply === undefined) throw new TypeError("cut");
    if (typeof reply === "string") return new Response(reply, { status: 502 });
    return Response.json(reply, { status: "error" in reply ? 400 : 200 });
  };
  return {
    asked,
    options: {
      accounts: ACCOUNTS,
      fetch,
      now: () => time,
      sleep: async (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        time += ms;
      },
      signal: new AbortController().signal,
    },
  };
}
