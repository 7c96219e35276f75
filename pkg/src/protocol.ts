// What a page and its Web Worker say to each other. Bodies are handed over, not copied.

import { OrquestaError, type ErrorCode } from "./error.js";
import type { EngineResponse } from "./engine.js";
import type { RunnerPlan, RunRequest } from "./runner.js";

/** To the Web Worker; what has an `id` is answered under it. */
export type Order =
  | { readonly start: RunnerPlan; readonly id: number }
  | { readonly run: RunRequest; readonly id: number; readonly parts: boolean }
  | { readonly abort: number }
  | { readonly merge: string; readonly id: number }
  | { readonly save: true; readonly id: number };

/** From the Web Worker. */
export type News =
  | { readonly id: number; readonly part: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly value: EngineResponse | string | boolean }
  | { readonly id: number; readonly error: Trouble };

/** An error as it can be sent. */
export interface Trouble {
  readonly code: ErrorCode;
  readonly message: string;
}

export function toTrouble(error: unknown): Trouble {
  if (error instanceof OrquestaError) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

export function fromTrouble({ code, message }: Trouble): OrquestaError {
  return new OrquestaError(code, message);
}
