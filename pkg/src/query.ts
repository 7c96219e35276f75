// Queries for TanStack Query 5, of whatever framework: cancelled when nobody looks any more, with parts of
// the answer as they come.

import type { Client } from "./interface.js";
import { OrquestaError, type ErrorCode } from "./error.js";
import type { AnswerAt, Data, Inputs, NeedsNone, Path } from "./infer.js";
import type { Answer, DeepPartial, GetOptions, ParameterValues, Part, SourceReports } from "./types.js";

/** An answer of which sources are still missing. */
export interface Pending<T> {
  readonly data: DeepPartial<T>;
  readonly report: null;
  /** The reports so far. */
  readonly sources: SourceReports;
}

/** What a query has: the answer `A`, or before that its parts; then `report` is `null`. */
export type Progress<T, A> = A | Pending<T>;

/** What is used of a query's context. */
export interface QueryContext {
  readonly signal: AbortSignal;
  /** The key under which the query is kept, if that is another than the one of these options. */
  readonly queryKey?: readonly unknown[];
  /** There since version 5.62; without it there are no parts. */
  readonly client?: QueryStore;
}

/** What is used of a `QueryClient`. */
export interface QueryStore {
  getQueryData(key: readonly unknown[]): unknown;
  setQueryData(key: readonly unknown[], data: unknown, options?: { updatedAt: number }): unknown;
}

/** What distinguishes a query: the client's `id`, what is asked, with which parameters, and for whom. */
export type QueryKey = readonly [
  "orquesta",
  client: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
  scope?: string,
];

export interface QueryOptions<T, A> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context: QueryContext) => Promise<Progress<T, A>>;
  readonly retry: (failures: number, error: Error) => boolean;
}

/** Options of a query's calls. */
export interface CallOptions extends Pick<GetOptions, "deadline" | "headers" | "reload"> {
  /**
   * What else distinguishes the query, such as the name of the user. Header fields are no part of its key, for
   * they may hold tokens: where they decide what is answered, so must this.
   */
  readonly scope?: string | undefined;
}

// What may be otherwise in a moment.
const PASSING: readonly ErrorCode[] = ["endpoint", "overloaded", "load", "internal"];
const RETRIES = 2;

interface MakeOptions {
  <P, B, R extends Path<P>>(
    client: Client<P, B>,
    path: R,
    ...given: NeedsNone<P, R> extends true
      ? [parameters?: Inputs<P, R> | null, options?: CallOptions]
      : [parameters: Inputs<P, R>, options?: CallOptions]
  ): QueryOptions<Data<P, R, B>, AnswerAt<P, R, B>>;
  <T>(
    client: Client,
    path: string,
    parameters?: ParameterValues | null,
    options?: CallOptions,
  ): QueryOptions<T, Answer<T>>;
}

/** Options for `useQuery`, `injectQuery` and their like, or for `fetchQuery`. */
export const queryOptions = make as unknown as MakeOptions;

function make<T>(
  client: Client,
  path: string,
  parameters: ParameterValues | null | undefined,
  options: CallOptions | undefined,
): QueryOptions<T, Answer<T>> {
  const { scope, ...call } = options ?? {};
  const key = ["orquesta", client.id, path, written(parameters ?? {})] as const;
  const own: QueryKey = scope === undefined ? key : [...key, scope];
  return {
    queryKey: own,
    queryFn: async ({ signal, queryKey = own, client: store }) => {
      // A whole answer from before is better than a part of the new one.
      const isWhole = (store?.getQueryData(queryKey) as Answer | undefined)?.report != null;
      // A part counts as old from the start, so that one whose query was cancelled is not taken for an answer.
      const show = ({ data, sources }: Part<T>) =>
        store?.setQueryData(queryKey, { data, report: null, sources } satisfies Pending<T>, { updatedAt: 0 });
      const onPart = store && !isWhole ? show : undefined;
      const answer = await client.get<T>(path, parameters, { ...call, signal, onPart });
      const { cached } = answer.report;
      if (!cached?.update) return answer;
      cached.update.then(
        (update) => store?.setQueryData(queryKey, update),
        () => {},
      );
      // A promise is nothing to keep.
      return { ...answer, report: { ...answer.report, cached: { age_ms: cached.age_ms } } } as Answer<T>;
    },
    retry: (failures, error) =>
      error instanceof OrquestaError && PASSING.includes(error.code) && failures < RETRIES,
  };
}

// Of equal parameters equal keys, which must be JSON.
function written(parameters: ParameterValues): Record<string, string> {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
