// What came back, read: an answer with its report, or the error that it tells of.

import { OrquestaError, type ErrorCode } from "./error.js";
import type { Parse } from "./options.js";
import type { Answer, Part, Report, SourceReport, SourceReports } from "./types.js";

export const ENVELOPE = "application/vnd.orquesta+json";
const PROBLEM = "application/problem+json";

/** A response with its body. */
export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Reads a reply. `unknown` is the code for one that is neither an answer nor a problem. */
export function readAnswer<T>(reply: Reply, parse: Parse | undefined, unknown: ErrorCode): Answer<T> {
  const { status, text } = reply;
  const type = reply.type?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === PROBLEM) throw problem(reply, unknown);
  if (type !== ENVELOPE) {
    const found = type === undefined ? "no content type" : `the content type \`${short(type)}\``;
    throw new OrquestaError(unknown, `answered \`${status}\` with ${found}, expected \`${ENVELOPE}\``, {
      status,
    });
  }
  const envelope = json(reply, unknown);
  if (!isObject(envelope) || !Object.hasOwn(envelope, "data") || !isReport(envelope["report"])) {
    throw new OrquestaError(unknown, "answered an envelope without `data` and `report`", { status });
  }
  const report = envelope["report"];
  // Numbers of the report are ordinary ones, however those of the data are read.
  const data = parse === undefined ? envelope["data"] : readBy(parse, text, unknown)["data"];
  return (report.outcome === "failed" ? { data: null, report } : { data, report }) as Answer<T>;
}

/** Reads JSON that is an object by the option `parse`, which may refuse what `JSON.parse` does not. */
export function readBy(parse: Parse, text: string, unknown: ErrorCode): Record<string, unknown> {
  try {
    return parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new OrquestaError(unknown, "the option `parse` could not read what was answered", { cause });
  }
}

/** The last part that an answer makes, after those sources were told that `told` has; none if nothing is new. */
export function lastPart<T>(answer: Answer<T>, told: SourceReports | undefined): Part<T> | undefined {
  if (answer.data === null && answer.report.outcome === "failed") return undefined;
  const sources: Record<string, SourceReport> = {};
  for (const [name, { timeline: _, ...report }] of Object.entries(answer.report.sources)) {
    define(sources, name, report);
  }
  const settled = Object.keys(sources).filter((name) => !told || !Object.hasOwn(told, name));
  if (told && settled.length === 0) return undefined;
  return { data: answer.data as Part<T>["data"], settled, sources };
}

/** Sets a member that another host has named: never the prototype. */
export function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSources(value: unknown): value is SourceReports {
  return isObject(value) && Object.values(value).every(isObject);
}

function isReport(value: unknown): value is Report {
  const outcomes: unknown[] = ["complete", "partial", "failed"];
  return isObject(value) && outcomes.includes(value["outcome"]) && isSources(value["sources"]);
}

function problem(reply: Reply, unknown: ErrorCode): OrquestaError {
  const { status } = reply;
  const body = json(reply, unknown);
  const { title, detail, parameter } = isObject(body) ? body : {};
  const words = [detail, title].find((text) => typeof text === "string");
  const message = words === undefined ? `answered \`${status}\`` : short(words as string);
  const named = typeof parameter === "string" ? parameter : undefined;
  return new OrquestaError(codeOf(status), message, { status, parameter: named });
}

function codeOf(status: number): ErrorCode {
  if (status === 400) return "parameter";
  if (status === 404) return "not_found";
  if (status === 503) return "overloaded";
  return status < 500 ? "refused" : "internal";
}

function json(reply: Reply, unknown: ErrorCode): unknown {
  try {
    return JSON.parse(reply.text);
  } catch (cause) {
    throw new OrquestaError(unknown, `answered \`${reply.status}\` with what is no JSON`, {
      status: reply.status,
      cause,
    });
  }
}

// What others wrote is shown, but not at any length.
function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
