// What the types of a plan say of its endpoints: their paths, their parameters and the shape of their
// answers. Nothing here is there when the program runs.

import type { At, Items, Or } from "./paths.js";
import type { Answer, Answered, ParameterValues, SourceReport, Status } from "./types.js";

/** What a plan must look like to have its types read, as one imported from a JSON file does. */
export interface PlanLike {
  readonly endpoints: { readonly [route: string]: { readonly answer: unknown } };
}

type Endpoints<P> = P extends { readonly endpoints: infer E } ? E : { readonly [route: string]: unknown };
type EndpointAt<P, R> = `GET ${R & string}` extends infer K extends keyof Endpoints<P>
  ? Endpoints<P>[K]
  : never;

/** Whether a plan can have any endpoint, as far as its type says; `any` says nothing. */
export type IsOpen<P> = 0 extends 1 & P ? true : "GET /*" extends keyof Endpoints<P> ? true : false;

/** The paths of a plan's endpoints. */
export type Path<P> = IsOpen<P> extends true ? string : Routed<keyof Endpoints<P>>;
type Routed<K> = K extends `GET ${infer R}` ? R : never;

/** The data that an endpoint answers. */
export type Data<P, R, B> =
  IsOpen<P> extends true
    ? unknown
    : EndpointAt<P, R> extends { readonly answer: infer A }
      ? Shape<A, P, B, Declared<P, R>>
      : never;

/** The answer of an endpoint; `data` can be `null` where the plan says that a source is required. */
export type AnswerAt<P, R, B> = CanFail<P, R> extends true ? Answer<Data<P, R, B>> : Answered<Data<P, R, B>>;

type CanFail<P, R> =
  IsOpen<P> extends true
    ? true
    : EndpointAt<P, R> extends { readonly required: readonly (infer S)[] }
      ? [S] extends [never]
        ? false
        : true
      : false;

// Parameters.

type NamesIn<R> = R extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

// The parameters of an endpoint; those of the path are always required.
type Declared<P, R> =
  EndpointAt<P, R> extends { readonly parameters: infer D }
    ? { [N in keyof D]: N extends NamesIn<R> ? D[N] & { readonly required: true } : D[N] }
    : {};
type RequiredNames<D> = {
  [N in keyof D]: D[N] extends { readonly required: true } ? N : never;
}[keyof D];

type Value<D> = D extends { readonly enum: readonly (infer Choice)[] }
  ? Choice
  : D extends { readonly type: infer T }
    ? Scalar<T>
    : never;
type Scalar<T> = string extends T
  ? string | number | boolean
  : T extends "integer" | "number"
    ? number
    : T extends "boolean"
      ? boolean
      : string;
// An integer of 64 bits is no `number`.
type Input<D> = D extends { readonly type: "integer" } ? number | bigint | `${bigint}` : InputOther<Value<D>>;
type InputOther<V> = string | number | boolean extends V ? V | bigint : V;

type Given<D> = { readonly [N in RequiredNames<D>]: Input<D[N]> } & {
  readonly [N in Exclude<keyof D, RequiredNames<D>>]?: Input<D[N]> | null | undefined;
};

/** What `get` takes as the parameters of an endpoint. */
export type Inputs<P, R> = IsOpen<P> extends true ? ParameterValues : InputsOf<Declared<P, R>>;

type InputsOf<D> = [keyof D] extends [never]
  ? { readonly [name: string]: never }
  : { [N in keyof Given<D>]: Given<D>[N] };

/** Whether an endpoint can be asked without parameters. */
export type NeedsNone<P, R> =
  IsOpen<P> extends true ? true : [RequiredNames<Declared<P, R>>] extends [never] ? true : false;

// Answers. P is the plan, B what its sources' bodies are, D the endpoint's parameters.

type Shape<A, P, B, D> = A extends { readonly $source: infer S }
  ? A extends { readonly path: infer F }
    ? Or<At<BodyOf<B, S>, F>, Default<A>>
    : Whole<P, B, S>
  : A extends { readonly $length: unknown } | { readonly $sum: unknown }
    ? number
    : A extends { readonly $mean: unknown } | { readonly $min: unknown } | { readonly $max: unknown }
      ? number | Default<A>
      : A extends { readonly $first: infer S; readonly value: infer F }
        ? Or<At<Records<A, S, B>, F>, Default<A>>
        : A extends { readonly $group: infer S; readonly by: readonly (infer K)[]; readonly item: infer I }
          ? { -readonly [M in keyof I]: GroupShape<I[M], Records<A, S, B>, K, B> }[]
          : A extends { readonly $top: infer S; readonly item: infer I }
            ? { -readonly [M in keyof I]: TopShape<I[M], Records<A, S, B>, B> }[]
            : A extends { readonly $trend: unknown; readonly item: infer I }
              ? { -readonly [M in keyof I]: TrendShape<I[M]> }
              : A extends { readonly $parameter: infer N }
                ? ParameterShape<D, N>
                : A extends { readonly $constant: infer C }
                  ? Plain<C>
                  : A extends { readonly $time: unknown }
                    ? string
                    : Told<A, P, B, D>;

// What tells of services, and what stands for itself.
type Told<A, P, B, D> = A extends { readonly $statuses: unknown }
  ? { [name: string]: Status }
  : A extends { readonly $reports: unknown }
    ? { [name: string]: Omit<SourceReport, "service" | "timeline"> }
    : A extends { readonly $health: unknown }
      ? { [service: string]: string }
      : A extends { readonly $snapshot: unknown }
        ? { version: number; saved_at: number; services: { [service: string]: unknown } }
        : A extends object
          ? { -readonly [M in keyof A]: Shape<A[M], P, B, D> }
          : A;

type GroupShape<I, Record, K, B> = I extends { readonly $key: unknown }
  ? unknown extends At<Record, K>
    ? string | number | boolean
    : NonNullable<At<Record, K>>
  : I extends { readonly $count: unknown } | { readonly $sum: unknown }
    ? number
    : I extends { readonly $mean: unknown } | { readonly $min: unknown } | { readonly $max: unknown }
      ? number | Default<I>
      : I extends { readonly $first: infer F }
        ? Or<At<Record, F>, Default<I>>
        : JoinShape<I, B>;

type TopShape<I, Record, B> = I extends string ? Or<At<Record, I>, null> : JoinShape<I, B>;

type JoinShape<I, B> = I extends { readonly $join: infer S; readonly value: infer F }
  ? Or<At<Records<I, S, B>, F>, null | Default<I>>
  : unknown;

type TrendShape<I> = I extends { readonly $growth: unknown }
  ? number
  : "increasing" | "decreasing" | "stable" | "insufficient_data";

type ParameterShape<D, N> = N extends keyof D
  ? D[N] extends { readonly required: true }
    ? Value<D[N]>
    : Value<D[N]> | null
  : string | number | boolean | null;

type BodyOf<B, S> = S extends keyof B ? B[S] : unknown;

// A whole body: `null` stands in for one of which the plan does not say what else does.
type Whole<P, B, S> = S extends keyof B
  ? P extends { readonly sources: { readonly [N in S & string]: { readonly empty: unknown } } }
    ? B[S]
    : B[S] | null
  : unknown;

type Records<A, S, B> = A extends { readonly each: infer F }
  ? Items<At<BodyOf<B, S>, F>>
  : Items<BodyOf<B, S>>;

type Default<A> = A extends { readonly default: infer V } ? Plain<V> : null;

type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;
