// What the build gives.

declare module "virtual:wasm" {
  /** The wasm: compressed with zlib, in Base64. */
  const text: string;
  export default text;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
