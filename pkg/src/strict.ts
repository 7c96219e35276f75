// Finds keys that a plan cannot have and names that lead nowhere, where types alone would let them pass.

import type { Json, Plan } from "./plan.js";

/** What nothing can be; it tells why. */
export interface Wrong<Why> {
  readonly [why]: Why;
}
declare const why: unique symbol;

type Scalar = string | number | boolean | null | undefined;

/** A plan's type again, but `Wrong` where it has a key that is none, or a name that leads nowhere. */
export type Strict<P> = Checked<P, Plan, P>;

type Checked<T, U, P> = T extends Scalar
  ? T
  : [Json] extends [U]
    ? T
    : [U] extends [T]
      ? T
      : T extends readonly unknown[]
        ? { readonly [K in keyof T]: Checked<T[K], Element<U>, P> }
        : { readonly [K in keyof T]: Member<T, K, Meant<T, Exclude<U, Scalar | readonly unknown[]>>, P> };

type Member<T, K extends keyof T, U, P> =
  K extends KeyOf<U>
    ? U extends { readonly service: string }
      ? K extends "service"
        ? Known<T[K], P, "services">
        : Checked<T[K], At<U, K>, P>
      : K extends Naming
        ? Known<T[K], P, "sources">
        : Checked<T[K], At<U, K>, P>
    : Wrong<`no such key: ${K & string}`>;

// Keys of operations by which a source is named, and that mean nothing else.
type Naming = "$source" | "$length" | "$group" | "$top" | "$trend" | "$join" | "$field";

type Known<T, P, K extends "services" | "sources"> = P extends { readonly [N in K]: infer All }
  ? T extends keyof All
    ? T
    : keyof All | Wrong<`not one of the ${K}: ${T & string}`>
  : Wrong<`there are no ${K}`>;

type Element<U> = U extends readonly (infer I)[] ? I : never;
type KeyOf<U> = U extends unknown ? keyof U : never;
type At<U, K> = U extends unknown ? (K extends keyof U ? U[K] : never) : never;

// Of several kinds of object those that can be meant: an operation is told by its key.
type Meant<T, U> = [Dollar<T>] extends [never]
  ? U
  : U extends unknown
    ? string extends keyof U
      ? never
      : Dollar<T> extends keyof U
        ? U
        : never
    : never;
type Dollar<T> = Exclude<Extract<keyof T, `$${string}`>, "$schema">;
