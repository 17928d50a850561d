/** What the bench's server and its pretend Lark agree on. */
export const BENCH = {
  appId: "cli_bench00000000001",
  encryptKey: "bench-encrypt-key",
  verificationToken: "bench-verification-token",
  approver: {
    open_id: "ou_bench_approver_000000000001",
    user_id: "g9h8",
    union_id: "on_bench_approver_0001",
  },
  /** Of the API. */
  token: "bench-token-that-is-long-enough",
  chatId: "oc_bench_chat_0000000000000001",
} as const;
