// Runs plans, in this thread or another.

import type { EngineResponse } from "./engine.js";

export interface RunRequest {
  readonly method: string;
  readonly url: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly deadline?: number | undefined;
}

/** Takes a part as JSON in UTF-8. */
export type TakePart = (json: Uint8Array<ArrayBuffer>) => void;

export interface Runner {
  run(request: RunRequest, signal: AbortSignal, part?: TakePart): Promise<EngineResponse>;
  saveHealth(): Promise<string>;
  mergeHealth(snapshot: string): Promise<boolean>;
  close(): void;
}

export interface RunnerPlan {
  readonly module: WebAssembly.Module;
  /** JSON. */
  readonly plan: string;
  readonly variables: Readonly<Record<string, string | number | boolean>>;
}
