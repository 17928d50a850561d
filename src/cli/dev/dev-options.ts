/** What `countersign dev` was told; ports that were not asked for are any free ones. */
export interface DevOptions {
  readonly auto?: true | undefined;
  readonly port?: number | undefined;
  readonly sandboxPort?: number | undefined;
  readonly verbose?: true | undefined;
}
