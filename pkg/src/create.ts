// Makes clients; each entry of the package says where the wasm comes from.

import { AnswerCache } from "./cache.js";
import { BaseClient } from "./client.js";
import { endpointBackend } from "./endpoint.js";
import { OrquestaError } from "./error.js";
import type { CreateClient } from "./interface.js";
import { localBackend, type Late } from "./local.js";
import type { PlanOptions, WorkerOptions } from "./options.js";

/** `shares` says whether calls may wait for what another began, which Workers forbid. */
export function creator(late: Late, shares: boolean): CreateClient {
  const create = (options: PlanOptions<unknown> | WorkerOptions) => {
    if ((options.plan === undefined) === (options.endpoint === undefined)) {
      throw new OrquestaError(
        "plan",
        "the options have `plan` and `endpoint` or neither, expected one of them",
      );
    }
    const backend = options.plan === undefined ? endpointBackend(options) : localBackend(options, late, shares);
    const cache = options.cache && new AnswerCache(options.cache, backend.identity);
    return new BaseClient(backend, options, cache, shares);
  };
  // Only types tell its clients apart.
  return create as unknown as CreateClient;
}
