/** The two worlds of the platform; an app lives in one. */
export type Brand = "feishu" | "lark";

/** Where each has its accounts: base URLs, without a slash at the end. */
export type Accounts = Readonly<Record<Brand, string>>;

export const ACCOUNTS: Accounts = {
  feishu: "https://accounts.feishu.cn",
  lark: "https://accounts.larksuite.com",
};
