// The package: finds its wasm without being told where it is.

import { creator } from "./create.js";
import type { CreateClient } from "./interface.js";

export * from "./api.js";

/** Makes a client of a plan, or of a Worker. */
export const createClient: CreateClient = creator(
  {
    wasm: async () => (await import("./inlined.js")).inlined(),
    here: () => import("./here.js"),
  },
  true,
);
