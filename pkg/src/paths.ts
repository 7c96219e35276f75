// What stands at a path of a body whose type is known. What cannot be told is `unknown`.

/** The type of what a JSON Pointer leads to; a JSONPath is not followed. */
export type At<T, F> = unknown extends T
  ? unknown
  : F extends ""
    ? T
    : F extends `/${infer Rest}`
      ? Walk<NonNullable<T>, Rest>
      : unknown;

type Walk<T, F extends string> = F extends `${infer Name}/${infer Rest}`
  ? Walk<NonNullable<Member<T, Name>>, Rest>
  : Member<T, F>;

type Member<T, N> = unknown extends T
  ? unknown
  : T extends readonly (infer I)[]
    ? N extends `${number}`
      ? I | undefined
      : unknown
    : N extends keyof T
      ? T[N]
      : unknown;

/** The elements of an array. */
export type Items<T> = T extends readonly (infer I)[] ? I : unknown;

/** What stands there, or what stands in where nothing does. */
export type Or<T, D> = unknown extends T ? unknown : Exclude<T, undefined> | D;
