/** What `countersign dev` was told; ports that were not asked for are any free ones. */
export interface DevOptions {
  readonly auto?: true | undefined;
  readonly port?: number | undefined;
  readonly sandboxPort?: number | undefined;
  /** Whether the pretend Lark calls the server, or the server holds a long connection to it. */
  readonly transport: "http" | "socket" | "both";
  readonly verbose?: true | undefined;
}
