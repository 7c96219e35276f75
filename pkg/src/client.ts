// What every client does, wherever its answers come from.

import { lastPart, readAnswer } from "./answer.js";
import type { Backend } from "./backend.js";
import type { AnswerCache, Found } from "./cache.js";
import { keyOf, LONGEST_TIMER, makeCall, type Call } from "./call.js";
import { OrquestaError } from "./error.js";
import { Flights, type Run } from "./flights.js";
import { online } from "./offline.js";
import type { ClientOptions } from "./options.js";
import { Parts } from "./parts.js";
import type { Answer, GetOptions, ParameterValues, Report } from "./types.js";
import { soon, underBoth, unlessAborted } from "./wait.js";

// How long an answer may take to come after the deadline that its maker was told.
const GRACE = 1000;
// How long a store of answers is waited for; one that is slower than services is of no use.
const PATIENCE = 250;

export class BaseClient {
  #backend: Backend;
  #options: ClientOptions;
  #cache: AnswerCache | undefined;
  #flights: Flights;
  #closing = new AbortController();
  /** How often kept answers have been forgotten. */
  #clearings = 0;

  constructor(backend: Backend, options: ClientOptions, cache: AnswerCache | undefined, shares: boolean) {
    this.#backend = backend;
    this.#options = options;
    this.#cache = cache;
    this.#flights = new Flights(shares);
  }

  get at(): string {
    return this.#backend.at;
  }

  get id(): string {
    return this.#backend.id;
  }

  async get<T>(
    path: string,
    parameters?: ParameterValues | null,
    options: GetOptions<T> = {},
  ): Promise<Answer<T>> {
    const { signal } = options;
    signal?.throwIfAborted();
    this.#check();
    const call = makeCall(path, parameters, options);
    const cache = this.#cache;
    if (!cache) return this.#fly<T>(call, options, undefined);
    const key = await unlessAborted(cache.key(call), signal);
    const kept = options.reload || !key ? undefined : await this.#find(cache, key, call, signal);
    this.#check();
    const answer = kept && (await this.#read<T>(kept, cache, key));
    if (!kept || !answer) return this.#fly<T>(call, options, key);
    const update = kept.fresh ? undefined : this.#fly<T>(call, { signal }, key);
    // Who does not look at the update need not hear that it failed.
    update?.catch(() => {});
    const report: Report<T> = {
      ...answer.report,
      cached: { age_ms: kept.age, ...(update && { update }) },
    };
    const found = { ...answer, report } as Answer<T>;
    const whole = options.onPart && lastPart(found, undefined);
    if (whole) options.onPart?.(whole);
    return found;
  }

  async handle(request: Request): Promise<Response> {
    this.#check();
    const { handle } = this.#backend;
    if (!handle) throw new OrquestaError("endpoint", "a client of a Worker cannot stand in for it");
    return underBoth(request.signal, this.#closing.signal, (signal) => handle(request, signal));
  }

  async ready(): Promise<void> {
    this.#check();
    await this.#backend.ready();
  }

  async clear(): Promise<void> {
    // What is under way was asked before, perhaps by somebody else.
    this.#clearings += 1;
    this.#flights.part();
    await this.#cache?.clear();
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new OrquestaError("closed", "the client is closed"));
    this.#flights.abort(this.#closing.signal.reason);
    this.#backend.close();
  }

  #check(): void {
    this.#closing.signal.throwIfAborted();
  }

  // Looks for a kept answer, without waiting for it beyond reason.
  async #find(cache: AnswerCache, key: string, call: Call, signal: AbortSignal | undefined) {
    const patience = Math.min(PATIENCE, call.deadline ?? PATIENCE);
    const found = unlessAborted(soon(cache.find(key), patience), this.#closing.signal);
    return unlessAborted(found, signal);
  }

  // Reads a kept answer; one that cannot be read is as good as none.
  async #read<T>({ reply }: Found, cache: AnswerCache, key: string | undefined) {
    try {
      return readAnswer<T>(reply, this.#options.parse, this.#backend.fault);
    } catch {
      if (key !== undefined) void cache.forget(key);
      return undefined;
    }
  }

  #fly<T>(call: Call, options: GetOptions<T>, key: string | undefined): Promise<Answer<T>> {
    const run: Run<T> = (controller, part) => this.#run(call, controller, part, key);
    return this.#flights.join(keyOf(call), options, run);
  }

  // Makes a call: waits for a connection and for what must be loaded, then asks.
  async #run<T>(
    call: Call,
    controller: AbortController,
    part: Parameters<Run<T>>[1],
    key: string | undefined,
  ) {
    const backend = this.#backend;
    const { signal } = controller;
    const { parse, offline = "pause" } = this.#options;
    const { deadline } = call;
    const over = () => controller.abort(new OrquestaError("deadline", `no answer within ${deadline} ms`));
    const clearings = this.#clearings;
    const began = performance.now();
    let timer = deadline === undefined ? undefined : setTimeout(over, deadline);
    try {
      await online(offline, signal);
      await unlessAborted(backend.ready(), signal);
      const left = deadline === undefined ? undefined : Math.max(1, deadline - (performance.now() - began));
      if (left !== undefined && backend.punctual) {
        clearTimeout(timer);
        timer = setTimeout(over, Math.min(left + GRACE, LONGEST_TIMER));
      }
      const parts = new Parts<T>(parse, backend.fault);
      const take =
        part &&
        ((json: string) => {
          if (signal.aborted) return;
          try {
            const next = parts.add(json);
            if (next) part(next);
          } catch (error) {
            controller.abort(error);
          }
        });
      const reply = await unlessAborted(backend.ask(call, left, signal, take), signal);
      const read = readAnswer<T>(reply, parse, backend.fault);
      const answer = read.data === null ? read : ({ ...read, data: parts.join(read.data) } as Answer<T>);
      const keeps = answer.report.outcome === "complete" && clearings === this.#clearings;
      if (key !== undefined && keeps) void this.#cache?.keep(key, reply.text);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}
