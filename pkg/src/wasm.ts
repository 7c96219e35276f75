// The wasm: from wherever it is given, compiled.

import { OrquestaError } from "./error.js";
import type { WasmSource } from "./options.js";

/** Compiles what is given; what goes wrong is an error with the code `load`. */
export async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  try {
    const found = await source;
    if (found instanceof WebAssembly.Module) return found;
    if (typeof found === "string" || found instanceof URL) return await compileResponse(await fetch(found));
    if (found instanceof Response) return await compileResponse(found);
    return await WebAssembly.compile(found as BufferSource);
  } catch (cause) {
    throw loadError(cause);
  }
}

export function loadError(cause: unknown): OrquestaError {
  if (cause instanceof OrquestaError) return cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  return new OrquestaError("load", `the wasm could not be loaded: ${words}`, { cause });
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok)
    throw new OrquestaError("load", `the wasm could not be loaded: answered \`${response.status}\``);
  // Only what is declared as wasm can be compiled while it comes.
  const type = response.headers.get("content-type");
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
