// The members of an answer as they come, put together. What a part does not change stays the same object, so
// that a page draws again only what is new.

import { define, isObject, isSources, readBy } from "./answer.js";
import type { ErrorCode } from "./error.js";
import type { Parse } from "./options.js";
import type { DeepPartial, Part, SourceReports } from "./types.js";

/** A member and where it stands from the root of the answer. */
interface Member {
  readonly path: readonly string[];
  readonly value: unknown;
}

export class Parts<T> {
  #parse: Parse;
  #fault: ErrorCode;
  #data: unknown = {};
  #sources: SourceReports = {};
  #members: Member[] = [];

  /** `fault` is the code of what cannot be read. */
  constructor(parse: Parse | undefined, fault: ErrorCode) {
    this.#parse = parse ?? JSON.parse;
    this.#fault = fault;
  }

  /** Takes a part as the engine writes it. */
  add(json: string): Part<T> | undefined {
    const plain: unknown = JSON.parse(json);
    if (!isObject(plain) || !isSources(plain["sources"])) return undefined;
    const read = this.#parse === JSON.parse ? plain : readBy(this.#parse, json, this.#fault);
    const members = read["members"] as Member[];
    for (const { path, value } of members) this.#data = put(this.#data, path, value);
    this.#members.push(...members);
    this.#sources = { ...this.#sources, ...plain["sources"] };
    return {
      data: this.#data as DeepPartial<T>,
      settled: plain["settled"] as string[],
      sources: this.#sources,
    };
  }

  /** The whole answer's data with those members in it that parts have shown already, as the same objects. */
  join(data: T): T {
    let whole: unknown = data;
    for (const { path, value } of this.#members) {
      if (typeof value === "object" && value !== null) whole = graft(whole, path, value);
    }
    return whole as T;
  }
}

// Sets what stands at a path that is there.
function graft(root: unknown, path: readonly string[], value: object): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  let at = root;
  for (const name of path.slice(0, -1)) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  if (isObject(at) && Object.hasOwn(at, last)) define(at, last, value);
  return root;
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
