// The members of an answer as they come, put together. What a part does not change stays the same object, so
// that a page draws again only what is new.

import { define, isObject, isSources } from "./answer.js";
import type { Parse } from "./options.js";
import type { DeepPartial, Part, SourceReports } from "./types.js";

/** A member and where it stands from the root of the answer. */
interface Member {
  readonly path: readonly string[];
  readonly value: unknown;
}

export class Parts<T> {
  #parse: Parse;
  #data: unknown = {};
  #sources: SourceReports = {};

  constructor(parse: Parse | undefined) {
    this.#parse = parse ?? JSON.parse;
  }

  /** Takes a part as the engine writes it. */
  add(json: string): Part<T> | undefined {
    const plain: unknown = JSON.parse(json);
    if (!isObject(plain) || !isSources(plain["sources"])) return undefined;
    const read = this.#parse === JSON.parse ? plain : (this.#parse(json) as Record<string, unknown>);
    for (const { path, value } of read["members"] as Member[]) this.#data = put(this.#data, path, value);
    this.#sources = { ...this.#sources, ...plain["sources"] };
    return {
      data: this.#data as DeepPartial<T>,
      settled: plain["settled"] as string[],
      sources: this.#sources,
    };
  }
}

/** Sets what stands at a path, in a copy of what is along it. */
export function put(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  // A copy has its own members, whatever they are called, and the plain prototype.
  const copy: Record<string, unknown> = isObject(root) ? { ...root } : {};
  const inner = Object.hasOwn(copy, name) ? copy[name] : undefined;
  define(copy, name, put(inner, rest, value));
  return copy;
}
