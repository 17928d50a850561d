import type { KeyedMutex } from "../../src/keyed-mutex.ts";
import {
  answerFirst,
  anyone,
  doneEarly,
  giveUp,
  giveUpEnded,
  giveUpTelling,
  NEVER,
  neverExpiring,
  oneIsEnough,
  OWE_WEBHOOKS,
  selfApproval,
  staleSteps,
  stepping,
  takeForShown,
  toldEarly,
  voteAgain,
  withoutExpiry,
} from "./fault-parts.ts";
import type { Planted } from "./planted.ts";

/**
 * Faults that the simulation has to find. Where two barriers stand behind each other, a fault takes both away: with one
 * of them left nothing goes wrong, as is meant.
 */
export const FAULTS: readonly Planted[] = [
  { name: "answers before the commit", writes: answerFirst },
  { name: "a commit that failed is taken for one that did not", ignoresFullDisk: true },
  { name: "no transactions: what dies half-way stays half-done", noTransactions: true },
  {
    name: "webhooks are owed in a second transaction, after the decision",
    sql: [
      [
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) values (?, ?, ?, ?, 0, 1, ?)",
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) select ?1, ?2, ?3, ?4, 0, 1, ?5 where ?2 <> 'webhook.deliver'",
      ],
    ],
    approvals: (store, writes, db) => ({
      ...store,
      async commit(event, step) {
        const commit = await store.commit(event, step);
        await writes.run(() => void db.run(OWE_WEBHOOKS));
        return commit;
      },
    }),
  },
  {
    name: "no webhook is owed",
    sql: [
      [
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) values (?, ?, ?, ?, 0, 1, ?)",
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) select ?1, ?2, ?3, ?4, 0, 1, ?5 where ?2 <> 'webhook.deliver'",
      ],
    ],
  },
  {
    name: "no update is owed for the card that was pressed",
    sql: [
      [
        "values (?, 'card.update', ?, ?, 0, 1, ?, ?)",
        "select ?, 'card.update', ?, ?, 0, 1, ?, ? where false",
      ],
    ],
  },
  {
    name: "no update is owed for cards that were not pressed",
    sql: [
      [
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) values (?, ?, ?, ?, 0, 1, ?)",
        "insert into outbox (key, kind, approval_id, due_at, attempts, version, request_id) select ?1, ?2, ?3, ?4, 0, 1, ?5 where ?2 <> 'card.update'",
      ],
    ],
  },
  {
    name: "a card that changed while it was sent is owed no update",
    sql: [["message.shown_revision < shown.revision", "false"]],
  },
  { name: "a job is dropped on a 500", deliver: giveUp },
  { name: "a webhook is dropped on a 500", tell: giveUpTelling },
  { name: "an update without an answer counts as shown", deliver: takeForShown },
  { name: "an update counts as done before it is made", deliver: doneEarly },
  { name: "a webhook counts as told before it is", tell: toldEarly },
  {
    name: "no settle is owed after a press",
    sql: [["and settle_at is not null", "and settle_at is null and false"]],
  },
  {
    name: "no settle is owed after a press in vain",
    sql: [
      ["from cards where id = ? and painted_at > ?", "from cards where id = ? and ? < 0"],
      ["max(coalesce(undone_until, 0), ?) > ?", "max(0, ?) > ?"],
    ],
  },
  {
    name: "no settle is owed for presses that came to nobody",
    sql: [["where painted_at > ?2 and", "where painted_at < 0 and"]],
    outbox: (outbox) => ({ ...outbox, releaseAll: () => outbox.releaseAll(new Date(0)) }),
  },
  {
    name: "the settle is owed too soon: with the update",
    approvals: (store) => ({
      ...store,
      commit: ({ settleAt, ...event }, step) =>
        store.commit({ ...event, settleAt: settleAt && { ...settleAt, at: event.repaintAt } }, step),
    }),
  },
  {
    name: "leases never end, and a new process does not release them",
    outbox: (outbox) => ({
      ...outbox,
      lease: (now, _until, limit) => outbox.lease(now, NEVER, limit),
      releaseAll: async () => {},
    }),
  },
  {
    name: "a retry keeps its lease, and that never ends",
    sql: [
      [
        "update outbox set leased_until = null, due_at = max(due_at, ?)",
        "update outbox set due_at = max(due_at, ?)",
      ],
    ],
    outbox: (outbox) => ({ ...outbox, lease: (now, _until, limit) => outbox.lease(now, NEVER, limit) }),
  },
  {
    name: "what came to be owed while a job ran goes with it",
    sql: [
      [
        "delete from outbox where key = ? and kind = ? and version = ?",
        "delete from outbox where key = ? and kind = ? and ? > 0",
      ],
    ],
  },
  {
    name: "a repeated event is another one",
    approvals: (store) => ({
      ...store,
      commit: (event, step) => store.commit({ ...event, id: undefined }, step),
    }),
  },
  {
    name: "a repeated event is another one, and a person may vote twice",
    approvals: (store) =>
      stepping(
        { ...store, commit: (event, step) => store.commit({ ...event, id: undefined }, step) },
        voteAgain,
      ),
  },
  { name: "the expiry is not checked, and the clock ends nothing", approvals: neverExpiring },
  { name: "the expiry is not checked at a press", approvals: (store) => stepping(store, withoutExpiry) },
  { name: "the clock ends nothing", approvals: (store) => ({ ...store, due: async () => [] }) },
  {
    name: "steps run on what was read before, no lock, and no condition in the update",
    sql: [["where id = ? and status = 'pending' and revision = ?", "where id = ? and ? >= 0"]],
    approvals: staleSteps,
    service: {
      locks: { run: async (_: string, task: () => unknown) => task(), size: 0 } as unknown as KeyedMutex,
    },
  },
  {
    name: "the policy is not counted: one is enough",
    approvals: (store) => stepping(store, oneIsEnough),
  },
  { name: "anyone may decide", approvals: (store) => stepping(store, anyone) },
  {
    name: "who asked may decide",
    approvals: (store) => stepping(store, selfApproval),
  },
  {
    name: "a press on a message of somebody else's counts",
    clicks: (service) => async (click) => {
      const [card] = (await service.find(click.approvalId)).cards;
      const { message_id = click.message_id, chat_id } = card ?? {};
      return service.click({ ...click, message_id, chat_id });
    },
  },
  {
    name: "who has decided is told that it was decided before",
    clicks: (service) => async (click) => {
      const commit = await service.click(click);
      if (commit.kind !== "committed" || commit.outcome.kind !== "decided") return commit;
      return { ...commit, outcome: { kind: "already_ended", approval: commit.outcome.approval } };
    },
  },
  {
    name: "a card is posted under another uuid each time",
    client: (client) => {
      let sends = 0;
      return { ...client, sendCard: (card) => client.sendCard({ ...card, uuid: `${card.uuid}_${++sends}` }) };
    },
  },
  { name: "a send is given up once the approval has ended, whatever became of it", deliver: giveUpEnded },
  {
    name: "a webhook has another id at each attempt",
    webhookId: (() => {
      let attempts = 0;
      return (id: string) => `${id}_${++attempts}`;
    })(),
  },
  {
    name: "a webhook's body is written anew at each attempt",
    sql: [["set body = coalesce(body, ?)", "set body = ?"]],
    webhooks: (store) => ({
      ...store,
      async findDue(id) {
        const due = await store.findDue(id);
        return due && { ...due, delivery: { ...due.delivery, body: undefined } };
      },
    }),
  },
  {
    name: "an idempotency key is forgotten",
    sql: [
      ["where scope = ? and key = ?", "where scope = ? and key = ? and false"],
      ["insert into idempotency_keys", "insert or replace into idempotency_keys"],
    ],
  },
  {
    name: "the audit chain is broken by a refusal",
    sql: [
      [
        "insert into audit (seq, subject, event_id, at, type, actor, details, hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
        "insert into audit (seq, subject, event_id, at, type, actor, details, hash) select ?1, ?2, ?3, ?4, ?5, ?6, ?7, case when ?5 = 'refused' then 'x' else ?8 end where true",
      ],
    ],
  },
];
