/**
 * How the services fare: whether they say that they are well, their circuits, and how calls ended.
 *
 * Health is asked of the services when the page opens, on request and while the page is looked at;
 * circuits are what the engine that answered remembers, in this page or in the Worker.
 */

import type { SourceReport } from 'orquesta';
import type { Asker } from './asker/asker';
import { record } from './data/read';
import { SERVICE, SOURCES, type Where } from './model';
import { Store } from './store';

/** As many of the last calls of a service are kept. */
const KEPT_CALLS = 48;

/** Requests of a burst, and how many of them are under way at a time. */
export const BURST = 24;
const AT_A_TIME = 4;

export interface Circuit {
  state: 'closed' | 'open' | 'half_open';
  /** How long it stays open, in milliseconds from when it was told. */
  remaining: number;
}

export type Call = Pick<SourceReport, 'status' | 'attempts' | 'latency_ms'>;

export interface ServicesState {
  /** What `GET /api/health/services` says of each service by its name; `null` before it has. */
  health: Record<string, string> | null;
  checking: boolean;
  circuits: Record<string, Circuit>;
  /** When the circuits were told, on the clock of `performance.now()`. */
  told: number;
  /** The last calls of each service, the newest last. */
  calls: Record<string, Call[]>;
  /** How many requests of a burst have been answered; `null` if there is none. */
  burst: number | null;
}

export class Services extends Store<ServicesState> {
  readonly #asker: Asker;
  readonly #where: () => Where;
  #asked = 0;

  /** What is asked is asked at `where()`. */
  constructor(asker: Asker, where: () => Where) {
    super({ health: null, checking: false, circuits: {}, told: 0, calls: {}, burst: null });
    this.#asker = asker;
    this.#where = where;
  }

  /** Asks every service whether it is well. */
  async check(): Promise<void> {
    const asked = (this.#asked += 1);
    this.set({ checking: true });
    try {
      const { data } = await this.#asker.get(this.#where(), '/api/health/services');
      if (asked !== this.#asked) return;
      const told = Object.entries(record(data)).map(([name, health]) => [name, String(health)]);
      this.set({ health: Object.fromEntries(told) as Record<string, string> });
    } catch {
      // The panel of the request tells why nothing can be asked.
      if (asked === this.#asked) this.set({ health: null });
    } finally {
      if (asked === this.#asked) this.set({ checking: false });
    }
  }

  /** Reads what the engine remembers of each circuit. */
  async readCircuits(): Promise<void> {
    try {
      const { data } = await this.#asker.get(this.#where(), '/api/health/snapshot');
      const services = Object.entries(record(record(data).services));
      const circuits = Object.fromEntries(services.map(([name, health]) => [name, circuit(health)]));
      this.set({ circuits, told: performance.now() });
    } catch {
      this.set({ circuits: {}, told: performance.now() });
    }
  }

  /** Whether a circuit is not closed, so that it will change by itself. */
  get restless(): boolean {
    return Object.values(this.state.circuits).some(({ state }) => state !== 'closed');
  }

  /** Adds how the calls of an answer ended. */
  add(reports: { readonly [source: string]: SourceReport }): void {
    const calls = { ...this.state.calls };
    for (const source of SOURCES) {
      const report = reports[source];
      if (report === undefined || report.status === 'cancelled') continue;
      const service = SERVICE[source];
      calls[service] = [...(calls[service] ?? []), report].slice(-KEPT_CALLS);
    }
    this.set({ calls });
  }

  /** Sends many small requests, each for another user, so that none is spared by another. */
  async sendMany(): Promise<void> {
    if (this.state.burst !== null) return;
    this.set({ burst: 0 });
    const numbers = Array.from({ length: BURST }, (_, index) => index + 1);
    const lane = async () => {
      for (let user = numbers.shift(); user !== undefined; user = numbers.shift()) {
        try {
          const { report } = await this.#asker.get(this.#where(), '/api/dashboard/summary', { user_id: user });
          this.add(report.sources);
        } catch {
          // Overloaded or unreachable: nothing is known of the services.
        }
        this.set({ burst: (this.state.burst ?? 0) + 1 });
        void this.readCircuits();
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
    this.set({ burst: null });
  }
}

function circuit(health: unknown): Circuit {
  const breaker = record(record(health).breaker);
  const state = breaker.state === 'open' || breaker.state === 'half_open' ? breaker.state : 'closed';
  return { state, remaining: typeof breaker.remaining_ms === 'number' ? breaker.remaining_ms : 0 };
}
