import { describe, expect, test } from "bun:test";

import {
  chatsOf,
  chooseChat,
  choosePerson,
  emptyState,
  isUnread,
  messagesOf,
  NEW_CHAT,
  type PhoneState,
  receiveMessage,
  receiveView,
} from "../../../src/sandbox/phone/phone-state.ts";
import type { SandboxChat, SandboxMessage, SandboxPerson } from "../../../src/sandbox/view.ts";

const person = (name: string): SandboxPerson => ({
  open_id: `ou_${name}`,
  user_id: name,
  union_id: `on_${name}`,
  email: `${name}@example.com`,
  name,
});

const chat = (chat_id: string, ...members: readonly string[]): SandboxChat => ({
  chat_id,
  chat_mode: members.length > 1 ? "group" : "p2p",
  name: chat_id,
  members: members.map((name) => `ou_${name}`),
});

const message = (message_id: string, more: Partial<SandboxMessage> = {}): SandboxMessage => ({
  message_id,
  chat_id: "room",
  msg_type: "interactive",
  content: {},
  revision: 1,
  create_time: 1000,
  update_time: 1000,
  deleted: false,
  ...more,
});

function start(...messages: readonly SandboxMessage[]): PhoneState {
  return receiveView(emptyState("en_us"), {
    people: [person("ada"), person("alan")],
    chats: [chat("room", "ada", "alan"), chat("ada alone", "ada"), chat("alan alone", "alan")],
    messages,
    faults: [],
  });
}

const ids = (state: PhoneState) => chatsOf(state).map(({ chat_id }) => chat_id);

describe("the state of the phone", () => {
  test("begins with the first person, at the chat with the newest message", () => {
    const state = start(message("1"), message("2", { chat_id: "ada alone", create_time: 2000 }));
    expect(state).toMatchObject({ openId: "ou_ada", chatId: "ada alone" });
    expect(ids(state)).toEqual(["ada alone", "room"]);
  });

  test("stays at a group when the phone is handed to another member of it", () => {
    const state = chooseChat(start(message("1")), "room");
    expect(choosePerson(state, "ou_alan")).toMatchObject({ openId: "ou_alan", chatId: "room" });
  });

  test("leaves a chat that the next person is not in", () => {
    const state = chooseChat(start(message("1")), "ada alone");
    expect(choosePerson(state, "ou_alan").chatId).toBe("room");
  });

  test("takes newer revisions of a message and forgets no older one's place", () => {
    const state = receiveMessage(
      start(message("1"), message("2", { create_time: 2000 })),
      message("1", { revision: 2 }),
    );
    expect(messagesOf(state, "room").map(({ message_id, revision }) => [message_id, revision])).toEqual([
      ["1", 2],
      ["2", 1],
    ]);
  });

  test("keeps what it has when an older revision comes late", () => {
    const state = receiveMessage(start(message("1", { revision: 3 })), message("1", { revision: 2 }));
    expect(messagesOf(state, "room")[0]?.revision).toBe(3);
  });

  test("shows a card that is not shared to each as it has become for that person", () => {
    const personal = { ou_ada: { of: "ada" } };
    const state = chooseChat(start(message("1", { content: { of: "all" }, personal })), "room");
    const seen = (openId: string) => messagesOf(choosePerson(state, openId), "room")[0]?.content;
    expect([seen("ou_ada"), seen("ou_alan")]).toEqual([{ of: "ada" }, { of: "all" }]);
  });

  test("has a chat with the bot for everybody, last while nothing was said in it", () => {
    const view = { ...start().view, chats: [chat("room", "ada", "alan")], messages: [message("1")] };
    const state = receiveView(emptyState("en_us"), view);
    expect(chatsOf(state)).toMatchObject([
      { chat_id: "room" },
      { chat_id: NEW_CHAT, chat_mode: "p2p", members: ["ou_ada"] },
    ]);
    expect(state.chatId).toBe("room");
  });

  test("has a chat unread for each member until that member has opened it", () => {
    let state = chooseChat(start(), "ada alone");
    state = receiveMessage(state, message("1"));
    expect([isUnread(state, "ou_ada", "room"), isUnread(state, "ou_alan", "room")]).toEqual([true, true]);
    state = chooseChat(state, "room");
    expect([isUnread(state, "ou_ada", "room"), isUnread(state, "ou_alan", "room")]).toEqual([false, true]);
  });

  test("has nothing unread in the chat that is open", () => {
    const state = receiveMessage(chooseChat(start(), "room"), message("1"));
    expect(isUnread(state, "ou_ada", "room")).toBe(false);
  });

  test("does not call a message unread again because it was updated", () => {
    let state = chooseChat(start(message("1")), "room");
    state = receiveMessage(chooseChat(state, "ada alone"), message("1", { revision: 2, update_time: 9000 }));
    expect(isUnread(state, "ou_ada", "room")).toBe(false);
  });

  test("forgets what a sandbox that was started anew does not have", () => {
    const state = receiveView(start(message("1")), start(message("2")).view);
    expect(messagesOf(state, "room").map(({ message_id }) => message_id)).toEqual(["2"]);
  });
});
