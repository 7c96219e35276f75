// What every client does, wherever its answers come from.

import { lastPart, readAnswer } from "./answer.js";
import type { Backend } from "./backend.js";
import type { AnswerCache } from "./cache.js";
import { keyOf, makeCall, type Call } from "./call.js";
import { OrquestaError } from "./error.js";
import { Flights, type Run } from "./flights.js";
import { online } from "./offline.js";
import type { ClientOptions } from "./options.js";
import { Parts } from "./parts.js";
import type { Answer, GetOptions, ParameterValues, Report } from "./types.js";
import { unlessAborted } from "./wait.js";

// How long an answer may take to come after the deadline that its maker was told.
const GRACE = 1000;

export class BaseClient {
  #backend: Backend;
  #options: ClientOptions;
  #cache: AnswerCache | undefined;
  #flights: Flights;
  #closed = false;

  constructor(backend: Backend, options: ClientOptions, cache: AnswerCache | undefined, shares: boolean) {
    this.#backend = backend;
    this.#options = options;
    this.#cache = cache;
    this.#flights = new Flights(shares);
  }

  get at(): string {
    return this.#backend.at;
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
    const kept = options.reload || !key ? undefined : await unlessAborted(cache.find(key), signal);
    this.#check();
    if (!kept) return this.#fly<T>(call, options, key);
    const answer = readAnswer<T>(kept.reply, this.#options.parse, this.#backend.fault);
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
    return handle(request);
  }

  async ready(): Promise<void> {
    this.#check();
    await this.#backend.ready();
  }

  async clear(): Promise<void> {
    await this.#cache?.clear();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flights.abort(closed());
    this.#backend.close();
  }

  #check(): void {
    if (this.#closed) throw closed();
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
    const began = performance.now();
    let timer = deadline === undefined ? undefined : setTimeout(over, deadline);
    try {
      await online(offline, signal);
      await unlessAborted(backend.ready(), signal);
      const left = deadline === undefined ? undefined : Math.max(1, deadline - (performance.now() - began));
      if (left !== undefined && backend.punctual) {
        clearTimeout(timer);
        timer = setTimeout(over, left + GRACE);
      }
      const parts = new Parts<T>(parse);
      const take =
        part &&
        ((json: string) => {
          const next = signal.aborted ? undefined : parts.add(json);
          if (next) part(next);
        });
      const reply = await unlessAborted(backend.ask(call, left, signal, take), signal);
      const read = readAnswer<T>(reply, parse, backend.fault);
      const answer = read.data === null ? read : ({ ...read, data: parts.join(read.data) } as Answer<T>);
      if (key !== undefined && answer.report.outcome === "complete") void this.#cache?.keep(key, reply.text);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

function closed(): OrquestaError {
  return new OrquestaError("closed", "the client is closed");
}
