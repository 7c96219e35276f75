// Calls in flight. Equal ones share one run, which is aborted only when nobody waits for it any more.

import { lastPart } from "./answer.js";
import type { Answer, Part } from "./types.js";

export interface Caller<T> {
  readonly signal?: AbortSignal | undefined;
  readonly onPart?: ((part: Part<T>) => void) | undefined;
}

/** Makes the call; `part` is missing if nobody wants parts. */
export type Run<T> = (controller: AbortController, part?: (part: Part<T>) => void) => Promise<Answer<T>>;

interface Flight<T> {
  readonly controller: AbortController;
  readonly answer: Promise<Answer<T>>;
  readonly waiting: Set<(part: Part<T>) => void>;
  /** Everything that has come so far. */
  last: Part<T> | undefined;
}

export class Flights {
  /** Those that may be joined. */
  #flights = new Map<string, Flight<unknown>>();
  #controllers = new Set<AbortController>();
  #shares: boolean;
  #number = 0;

  constructor(shares: boolean) {
    this.#shares = shares;
  }

  /** Joins the call of this key, or begins it. */
  join<T>(call: string, caller: Caller<T>, run: Run<T>): Promise<Answer<T>> {
    const key = this.#shares ? call : `${this.#number++} ${call}`;
    const flight = (this.#flights.get(key) as Flight<T> | undefined) ?? this.#begin(key, caller, run);
    const { signal, onPart } = caller;
    return new Promise((resolve, reject) => {
      const take = (part: Part<T>) => {
        try {
          onPart?.(part);
        } catch (error) {
          leave(error);
        }
      };
      const leave = (reason: unknown) => {
        signal?.removeEventListener("abort", abort);
        flight.waiting.delete(take);
        reject(reason);
        if (flight.waiting.size > 0) return;
        this.#forget(key, flight);
        flight.controller.abort(reason);
      };
      const abort = () => leave(signal?.reason);
      flight.waiting.add(take);
      signal?.addEventListener("abort", abort);
      if (flight.last) take({ ...flight.last, settled: Object.keys(flight.last.sources) });
      flight.answer.then((answer) => {
        // Who has left is told nothing more.
        if (!flight.waiting.has(take)) return;
        const last = onPart && lastPart(answer, flight.last?.sources);
        if (last) take(last);
        signal?.removeEventListener("abort", abort);
        resolve(answer);
      }, leave);
    });
  }

  /** Lets nobody join those that are under way. */
  part(): void {
    this.#flights.clear();
  }

  /** Ends all of them. */
  abort(reason: unknown): void {
    for (const controller of this.#controllers) controller.abort(reason);
    this.part();
  }

  #begin<T>(key: string, caller: Caller<T>, run: Run<T>): Flight<T> {
    const controller = new AbortController();
    const waiting = new Set<(part: Part<T>) => void>();
    const pass = (part: Part<T>) => {
      flight.last = part;
      for (const take of [...waiting]) take(part);
    };
    const answer = run(controller, caller.onPart && pass);
    const flight: Flight<T> = { controller, answer, waiting, last: undefined };
    this.#flights.set(key, flight as Flight<unknown>);
    this.#controllers.add(controller);
    const end = () => {
      this.#controllers.delete(controller);
      this.#forget(key, flight);
    };
    answer.then(end, end);
    return flight;
  }

  #forget<T>(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === (flight as Flight<unknown>)) this.#flights.delete(key);
  }
}
