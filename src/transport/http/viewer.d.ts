/** Imported `with { type: "file" }`: where the file is, on disk or inside the binary. */
declare module "rapidoc/dist/rapidoc-min.js" {
  const path: string;
  export default path;
}
