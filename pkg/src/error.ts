// What went wrong besides sources that fail, which are values in the report and never errors.

/**
 * - `plan`: the plan is broken; the message has the JSON path, the value and what was expected.
 * - `parameter`: a parameter, path or header field of the call is missing or wrong.
 * - `not_found`: no such endpoint.
 * - `refused`: the request was refused for another reason; `status` says which.
 * - `overloaded`: there is no memory for the request now.
 * - `load`: the wasm could not be loaded.
 * - `endpoint`: the Worker could not be reached, or what answered is none.
 * - `deadline`: no answer within the deadline.
 * - `offline`: the browser has no connection, and the option `offline` is `fail`.
 * - `closed`: the client was closed.
 * - `internal`: a bug in orquesta.
 */
export type ErrorCode =
  | "plan"
  | "parameter"
  | "not_found"
  | "refused"
  | "overloaded"
  | "load"
  | "endpoint"
  | "deadline"
  | "offline"
  | "closed"
  | "internal";

export interface ErrorDetails {
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  /** The parameter that is wrong, if it is known. */
  readonly parameter?: string | undefined;
  readonly cause?: unknown;
}

/** The only error that orquesta makes; an aborted call rejects with the reason of its signal instead. */
export class OrquestaError extends Error {
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly parameter: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "OrquestaError";
    this.code = code;
    this.status = details.status;
    this.parameter = details.parameter;
  }
}
