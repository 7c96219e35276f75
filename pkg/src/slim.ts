// The package without the wasm, which is given to `init`, or to a client as the option `wasm`.

import { creator } from "./create.js";
import { OrquestaError } from "./error.js";
import type { CreateClient } from "./interface.js";
import type { WasmSource } from "./options.js";
import { compile } from "./wasm.js";

export * from "./api.js";

let module: Promise<WebAssembly.Module> | undefined;

/** Says where the wasm is. The first time counts, unless that failed. */
export async function init(wasm: WasmSource): Promise<void> {
  module ??= compile(wasm).catch((error: unknown) => {
    module = undefined;
    throw error;
  });
  await module;
}

/** Makes a client of a plan, or of a Worker. */
export const createClient: CreateClient = creator(
  {
    wasm: () =>
      module ??
      Promise.reject(new OrquestaError("load", "there is no wasm, expected a call of `init` before")),
    here: () => import("./here.js"),
  },
  true,
);
