// Who answers calls: a Worker, or the engine in this thread or another.

import type { Call } from "./call.js";
import type { ErrorCode } from "./error.js";
import type { Reply } from "./answer.js";

export interface Backend {
  /** Where it asks: the URL of a Worker, or `here`. */
  readonly at: string;
  /** A short name that tells it from those that ask elsewhere or by another plan. */
  readonly id: string;
  /** What sets its answers apart from those of others, for keeping them. */
  readonly identity: string;
  /** Whether it is told the deadline of a call, and so may still answer in part when that is over. */
  readonly punctual: boolean;
  /** The code of an error for a reply that makes no sense. */
  readonly fault: ErrorCode;
  /** Loads what it needs; may be called any number of times. */
  ready(): Promise<void>;
  /** Answers a call; `part` takes each part as JSON. `left` is what is left of its deadline, in milliseconds. */
  ask(
    call: Call,
    left: number | undefined,
    signal: AbortSignal,
    part?: (json: string) => void,
  ): Promise<Reply>;
  /** Answers a request as a Worker does. */
  handle?(request: Request, signal: AbortSignal): Promise<Response>;
  close(): void;
}
