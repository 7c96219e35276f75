// The wasm as text in a module of its own, which every bundler and runtime can load.

import text from "virtual:wasm";

interface Zlib {
  inflateSync(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export async function inlined(): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
  return WebAssembly.compile(await inflate(bytes));
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<BufferSource> {
  if (typeof DecompressionStream === "function") {
    return new Response(
      new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")),
    ).arrayBuffer();
  }
  // Bun has long been without; asked for like this, bundlers see no import.
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const zlib = process?.getBuiltinModule?.("node:zlib") as Zlib | undefined;
  if (!zlib) throw new Error("`DecompressionStream` is missing; use `orquesta/slim`");
  return zlib.inflateSync(bytes);
}
