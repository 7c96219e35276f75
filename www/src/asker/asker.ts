/** The page's end of its asker: looks like a client, but the work is done elsewhere. */

import type { ParameterValues, Part, Report } from 'orquesta';
import type { Config } from '../config';
import type { Where } from '../model';
import type { News, Order } from './messages';

/** Where what is known of the services is kept across page loads. */
const KEPT = 'orquesta-dashboard-health';

/** Why there is no answer, with the code of an `OrquestaError`, or `null` for anything else. */
export class AskError extends Error {
  override readonly name = 'AskError';
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

export interface AskOptions {
  signal?: AbortSignal;
  onPart?: (part: Pick<Part, 'data' | 'sources'>) => void;
}

interface Waiting {
  onPart: AskOptions['onPart'];
  resolve: (answer: { data: unknown; report: Report }) => void;
  reject: (error: Error) => void;
}

export class Asker {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<News>) => this.#hear(data));
    this.#worker.addEventListener('error', ({ message }) => {
      for (const id of [...this.#waiting.keys()]) {
        this.#hear({ kind: 'failure', id, code: null, message: message || 'the asker could not be loaded' });
      }
    });
  }

  /** Says whom to ask; to be called once, before anything is asked. */
  begin(config: Config): void {
    this.#tell({ kind: 'begin', config, health: kept() });
  }

  /** Asks an endpoint, in one of the two places. Rejects with an `AskError`, or with the signal's reason. */
  get(where: Where, path: string, parameters: ParameterValues = {}, { signal, onPart }: AskOptions = {}) {
    const id = (this.#last += 1);
    return new Promise<{ data: unknown; report: Report }>((resolve, reject) => {
      const abort = () => {
        this.#waiting.delete(id);
        this.#tell({ kind: 'abort', id });
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.set(id, { onPart, resolve, reject });
      this.#tell({ kind: 'ask', id, where, path, parameters });
    });
  }

  #tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  #hear(news: News): void {
    if (news.kind === 'health') return keep(news.text);
    const waiting = this.#waiting.get(news.id);
    if (waiting === undefined) return;
    if (news.kind === 'part') return waiting.onPart?.(news);
    this.#waiting.delete(news.id);
    if (news.kind === 'answer') waiting.resolve(news);
    else waiting.reject(new AskError(news.code, news.message));
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(text: string): void {
  try {
    localStorage.setItem(KEPT, text);
  } catch {
    // Without storage it is known as long as the page is open.
  }
}
