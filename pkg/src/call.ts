// A call as it goes to a Worker or to the engine: what `get` was given, checked and in one form, so that
// equal calls are equal texts.

import { OrquestaError } from "./error.js";
import type { GetOptions, HeaderFields, ParameterValue, ParameterValues } from "./types.js";

export interface Call {
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly deadline: number | undefined;
}

/** A browser takes no more either. */
export const LONGEST_TIMER = 0x7fff_ffff;

export function makeCall(
  path: string,
  parameters: ParameterValues | null | undefined,
  options: Pick<GetOptions, "headers" | "deadline">,
): Call {
  const { deadline } = options;
  if (deadline !== undefined && !(deadline > 0 && deadline <= LONGEST_TIMER)) {
    const range = "milliseconds above zero and up to 2147483647";
    throw new OrquestaError("parameter", `the deadline is \`${deadline}\`, expected ${range}`);
  }
  return {
    url: fill(path, parameters ?? {}),
    headers: fields(options.headers ?? {}),
    deadline,
  };
}

/** Says of two calls whether they are the same. */
export function keyOf(call: Call): string {
  return JSON.stringify([call.url, call.headers, call.deadline ?? null]);
}

/** Fills parameters into a path; those that it does not name become the query, sorted by name. */
export function fill(path: string, parameters: ParameterValues): string {
  if (typeof path !== "string" || !/^\/(?!\/)/.test(path) || /[?#\s\\]/.test(path)) {
    const form = "one that begins with one `/`, without query and fragment";
    throw new OrquestaError("parameter", `the path is \`${String(path)}\`, expected ${form}`);
  }
  const given = new Map(Object.entries(parameters));
  const inPath = new Set<string>();
  const filled = path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = write(name, given.get(name));
    inPath.add(name);
    if (value === undefined || value === "") {
      const message = `the parameter \`${name}\` is missing; the path \`${path}\` needs it`;
      throw new OrquestaError("parameter", message, { parameter: name });
    }
    return encode(name, value);
  });
  // A URL would swallow such a segment, and with it the one before.
  if (/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(filled)) {
    throw new OrquestaError("parameter", `the path \`${filled}\` has a segment \`.\` or \`..\``);
  }
  const pairs: string[] = [];
  for (const name of [...given.keys()].sort()) {
    const value = inPath.has(name) ? undefined : write(name, given.get(name));
    if (value !== undefined) pairs.push(`${encode(name, name)}=${encode(name, value)}`);
  }
  return pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`;
}

function write(name: string, value: ParameterValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  const known = ["string", "bigint", "boolean"].includes(typeof value) || Number.isFinite(value);
  if (known) return String(value);
  const what = typeof value === "number" ? String(value) : typeof value;
  const message = `the parameter \`${name}\` is \`${what}\`, expected a string, a finite number, a bigint or a boolean`;
  throw new OrquestaError("parameter", message, { parameter: name });
}

function encode(name: string, text: string): string {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    const message = `the parameter \`${name}\` has half of a surrogate pair, expected whole characters`;
    throw new OrquestaError("parameter", message, { parameter: name, cause });
  }
}

// Names in lower case and sorted, as `Headers` gives them; what is wrong is not shown, for it may be secret.
function fields(given: HeaderFields): Record<string, string> {
  try {
    const pairs = Symbol.iterator in given ? [...given].map(([name, value]) => [name, value]) : given;
    return Object.fromEntries(new Headers(pairs as HeadersInit));
  } catch {
    throw new OrquestaError("parameter", "a header field has a name or a value that HTTP does not allow");
  }
}
