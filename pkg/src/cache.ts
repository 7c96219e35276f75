// Answers that are kept, to be shown at once while new ones are fetched.

import type { Reply } from "./answer.js";
import type { Call } from "./call.js";

export interface CacheOptions {
  /** How long an answer is fresh, in milliseconds: meanwhile nobody is asked. */
  readonly maxAge: number;
  /** How long after that it is still given at once, while a new one is fetched, in milliseconds. Default: 0. */
  readonly staleWhileRevalidate?: number | undefined;
  /** Where answers are kept. Default: IndexedDB; in memory where there is none. */
  readonly store?: Store | undefined;
}

/** An answer as it is kept. */
export interface Kept {
  readonly text: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly stored_at: number;
}

/** Keeps answers; keys are digests, in which no token can be read. */
export interface Store {
  find(key: string): Promise<Kept | undefined>;
  keep(key: string, answer: Kept): Promise<void>;
  forget(key: string): Promise<void>;
  clear(): Promise<void>;
}

export interface Found {
  readonly reply: Reply;
  readonly age: number;
  readonly fresh: boolean;
}

export interface AnswerCache {
  key(call: Call): Promise<string | undefined>;
  find(key: string | undefined): Promise<Found | undefined>;
  keep(key: string, reply: Reply): Promise<void>;
  clear(): Promise<void>;
}
