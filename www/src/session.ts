/**
 * Asks for the overview and keeps what is known of each source.
 *
 * Contract: what a source gave stays until it gives something newer or another user is chosen; a source
 * that fails takes nothing away from the others, nor what it gave before. Only the last question counts:
 * an earlier one is aborted.
 */

import type { Part, Report } from 'orquesta';
import { AskError, type Asker } from './asker/asker';
import {
  SOURCES, unasked, usable,
  type Knowledge, type Overview, type Source, type Timing, type Where,
} from './model';
import { Store } from './store';

export interface State {
  where: Where;
  user: string | null;
  known: Knowledge;
  /** The ranking that takes two sources, users and accounts; `undefined` before both have ended. */
  topUsers: unknown;
  /** Whether a question is under way. */
  asking: boolean;
  /** When the last question was put, on the clock of `performance.now()`. */
  askedAt: number;
  /** The last whole answer's report, with its attempts. */
  report: Report | null;
  /** How long the last answer of each kind took. */
  timings: Partial<Record<Where, Timing>>;
  /** Why there was no answer at all. */
  error: Error | null;
}

export class Session extends Store<State> {
  readonly #asker: Asker;
  #running: AbortController | null = null;

  constructor(asker: Asker, where: Where) {
    super({
      where,
      user: null,
      known: nothing(null),
      topUsers: undefined,
      asking: false,
      askedAt: 0,
      report: null,
      timings: {},
      error: null,
    });
    this.#asker = asker;
  }

  /** Asks for one user's data, or everyone's, in one place. */
  async ask(user = this.state.user, where = this.state.where): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const other = user !== this.state.user;
    const asked = performance.now();
    this.set({
      user, where, asking: true, askedAt: asked, error: null,
      known: pending(other ? nothing(this.state.known) : this.state.known),
      ...(other ? { report: null, topUsers: undefined } : {}),
    });
    const taken = new Set<Source>();
    let first: number | null = null;
    const take = (data: unknown, reports: Part<unknown>['sources']) => {
      if (running.signal.aborted) return;
      const known = this.#take(taken, data as Partial<Overview> | null, reports);
      if (known === null) return;
      first ??= performance.now() - asked;
      const ranked = (data as Partial<Overview> | null)?.rankings?.top_users;
      this.set({ known, topUsers: ranked !== undefined && reports.accounts !== undefined && usable(reports.accounts) ? ranked : this.state.topUsers });
    };
    try {
      const answer = await this.#asker.get(where, '/api/dashboard/overview', { user_id: user }, {
        signal: running.signal,
        onPart: (part) => take(part.data, part.sources),
      });
      take(answer.data, answer.report.sources);
      const total = performance.now() - asked;
      const timing: Timing = { first: first ?? total, total, outcome: answer.report.outcome };
      this.#end(running, { report: answer.report, timings: { ...this.state.timings, [where]: timing } });
    } catch (error) {
      this.#end(running, { error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** What is known with the sources that have ended since; `null` if there are none. */
  #take(taken: Set<Source>, data: Partial<Overview> | null, reports: Part<unknown>['sources']): Knowledge | null {
    const known = { ...this.state.known };
    const now = Date.now();
    let any = false;
    for (const source of SOURCES) {
      const report = reports[source];
      if (report === undefined || taken.has(source)) continue;
      taken.add(source);
      any = true;
      const good = usable(report);
      const fresh = report.status === 'ok' || report.status === 'no_data';
      known[source] = {
        report,
        pending: false,
        data: good ? data : known[source].data,
        at: good ? now - (report.age_ms ?? 0) : known[source].at,
        failingSince: fresh ? null : (known[source].failingSince ?? now),
      };
    }
    return any ? known : null;
  }

  #end(running: AbortController, change: Partial<State>): void {
    if (running.signal.aborted) return;
    this.set({ ...change, asking: false, known: settled(this.state.known) });
  }
}

/** Whether the question itself was wrong, so that asking again cannot help. */
export function isRefusal(error: Error): boolean {
  return error instanceof AskError && (error.code === 'parameter' || error.code === 'refused');
}

function nothing(before: Knowledge | null): Knowledge {
  return each((source) => unasked(before?.[source].failingSince ?? null));
}

function pending(known: Knowledge): Knowledge {
  return each((source) => ({ ...known[source], pending: true }));
}

function settled(known: Knowledge): Knowledge {
  return each((source) => (known[source].pending ? { ...known[source], pending: false } : known[source]));
}

function each<T>(of: (source: Source) => T): Record<Source, T> {
  return Object.fromEntries(SOURCES.map((source) => [source, of(source)])) as Record<Source, T>;
}
