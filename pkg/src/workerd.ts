// The package for Workers: the wasm is a module there, as nothing may be compiled.

import wasm from "./orquesta.wasm";
import { creator } from "./create.js";
import { startHere } from "./here.js";
import type { CreateClient } from "./interface.js";

export * from "./api.js";

/** Makes a client of a plan, or of a Worker. */
export const createClient: CreateClient = creator(
  { wasm: async () => wasm, here: async () => ({ startHere }) },
  false,
);
