/** Where the messages of one sort are kept, what they show, and what is owed of them. */
export interface MessageTables {
  readonly messages: "cards" | "posted_messages";
  readonly shown: "approvals" | "postings";
  readonly shownId: "approval_id" | "posting_id";
  readonly update: "card.update" | "posting.update";
  readonly settle: "card.settle" | "posting.settle";
}

export const CARDS: MessageTables = {
  messages: "cards",
  shown: "approvals",
  shownId: "approval_id",
  update: "card.update",
  settle: "card.settle",
};

export const POSTINGS: MessageTables = {
  messages: "posted_messages",
  shown: "postings",
  shownId: "posting_id",
  update: "posting.update",
  settle: "posting.settle",
};
