// What a client is, with the types of its plan.

import type { AnswerAt, Data, Inputs, IsOpen, NeedsNone, Path, PlanLike } from "./infer.js";
import type { PlanOptions, WorkerOptions } from "./options.js";
import type { Answer, GetOptions, ParameterValues } from "./types.js";

/** How an endpoint of a plan is asked of which the types are known. */
export interface PlanGet<P, B> {
  <R extends Path<P>>(
    path: R,
    ...given: NeedsNone<P, R> extends true
      ? [parameters?: Inputs<P, R> | null, options?: GetOptions<Data<P, R, B>>]
      : [parameters: Inputs<P, R>, options?: GetOptions<Data<P, R, B>>]
  ): Promise<AnswerAt<P, R, B>>;
}

/** How an endpoint is asked of which nothing is known. */
export interface OpenGet {
  <T = unknown>(
    path: string,
    parameters?: ParameterValues | null,
    options?: GetOptions<T>,
  ): Promise<Answer<T>>;
}

/** Asks endpoints of a plan `P`, the bodies of whose sources are `B`. */
export interface Client<P = unknown, B = {}> {
  /** Where it asks: the URL of a Worker, or `here`. */
  readonly at: string;
  /** A short name of where it asks and by which plan. */
  readonly id: string;
  /**
   * Asks an endpoint, by its route without `GET `. Sources that fail are told in the report; rejects with an
   * `OrquestaError`, or with the reason of the signal. Equal calls in flight share one run and one answer.
   */
  readonly get: IsOpen<P> extends true ? OpenGet : PlanGet<P, B>;
  /** Loads what calls will need, and rejects if the plan is broken; may be called any number of times. */
  ready(): Promise<void>;
  /** Forgets the answers that were kept. */
  clear(): Promise<void>;
  /** Ends every call. */
  close(): void;
}

/** A client that asks the services itself. */
export interface PlanClient<P = unknown, B = {}> extends Client<P, B> {
  /** Answers a request as a Worker does, with the services' bytes untouched. */
  handle(request: Request): Promise<Response>;
}

/** Makes a client of a plan, or of a Worker. */
export interface CreateClient {
  <const P extends PlanLike, B = {}>(options: PlanOptions<P, B>): PlanClient<P, B>;
  <P = unknown, B = {}>(options: WorkerOptions<B>): Client<P, B>;
}
