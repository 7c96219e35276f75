// Answers and their reports, in the words of the plan: the same names as in the JSON of a Worker.

/** How a source fared; `ok` and `no_data` are well. */
export type Status =
  | "ok"
  | "no_data"
  | "error"
  | "timeout"
  | "circuit_open"
  | "shed"
  | "stale"
  | "fallback"
  | "skipped"
  | "cancelled";

/** One try of a source; times are milliseconds since the request began. */
export interface Attempt {
  readonly kind: "first" | "retry" | "hedge";
  readonly sent_ms: number;
  /** `null` for one that never ended. */
  readonly ended_ms: number | null;
  /** The HTTP status, such as `200`, or what kept it from having one, such as `interrupted`. */
  readonly result: string | null;
}

/** How one source fared. */
export interface SourceReport {
  readonly service: string;
  readonly status: Status;
  readonly attempts: number;
  /** From when the first attempt was to be made to the end. */
  readonly latency_ms: number;
  /** Why it failed; `null` when it answered. */
  readonly reason: string | null;
  /** How many fields, records and arrays were left out because they are not what they must be. */
  readonly unusable: number;
  /** How old the former answer is that stands in, if the status is `stale`. */
  readonly age_ms?: number;
  /** Attempt by attempt; not in the reports of a part. */
  readonly timeline?: readonly Attempt[];
}

export type SourceReports = { readonly [source: string]: SourceReport };

/** How a request fared. */
export interface Report<T = unknown> {
  /** `complete`: every source is `ok` or `no_data`. `failed`: one that is required failed. Else `partial`. */
  readonly outcome: "complete" | "partial" | "failed";
  /** Why there is no answer, if the outcome is `failed`. */
  readonly reason: string | null;
  readonly elapsed_ms: number;
  readonly sources: SourceReports;
  /** Set if the answer was kept from before. */
  readonly cached?: Cached<T>;
}

/** What is known of an answer that was kept from before. */
export interface Cached<T = unknown> {
  readonly age_ms: number;
  /** The new answer that is being fetched; not there while the kept one counts as fresh. */
  readonly update?: Promise<Answer<T>>;
}

/** An answer that is there, perhaps in part. */
export interface Answered<T> {
  readonly data: T;
  readonly report: Report<T> & { readonly outcome: "complete" | "partial" };
}

/** What comes instead of an answer when a source failed that is required. */
export interface Unanswered<T = unknown> {
  readonly data: null;
  readonly report: Report<T> & { readonly outcome: "failed" };
}

/** An answer and its report; `data` is `null` when the outcome is `failed`, by which that is to be told. */
export type Answer<T = unknown> = Answered<T> | Unanswered<T>;

/** What is there of an answer before it is whole. */
export type DeepPartial<T> = unknown extends T
  ? T
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T;

/** What is there of an answer after some of its sources have ended. */
export interface Part<T = unknown> {
  /** Every member whose sources have all ended; what has not changed since the last part is the same object. */
  readonly data: DeepPartial<T>;
  /** The sources that have just ended. */
  readonly settled: readonly string[];
  /** The reports so far, without timelines. */
  readonly sources: SourceReports;
}

/** `undefined` and `null` are left out. */
export type ParameterValue = string | number | bigint | boolean | null | undefined;
export type ParameterValues = { readonly [name: string]: ParameterValue };

/** What an object may be that names header fields. */
export type HeaderFields = { readonly [name: string]: string } | Iterable<readonly [string, string]>;

/** Options of one call. */
export interface GetOptions<T = unknown> {
  /** Aborts every request in flight; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long the answer may take, in milliseconds. */
  readonly deadline?: number | undefined;
  /** Header fields; services get those that the plan forwards. */
  readonly headers?: HeaderFields | undefined;
  /** Called whenever sources have ended; at a Worker only once, when the answer has come. */
  readonly onPart?: ((part: Part<T>) => void) | undefined;
  /** Takes no kept answer, but keeps the new one. */
  readonly reload?: boolean | undefined;
}
