/**
 * Asks for the page, in a Web Worker: runs the plan here, or asks the edge.
 *
 * The answer has megabytes of posts. They are read and packed here, so that the page never stands still.
 */

import { createClient, OrquestaError, type Client, type Plan } from 'orquesta';
import plan from '../../../plans/dashboard.json';
import type { Config } from '../config';
import { packed } from '../data/columns';
import { parse } from '../data/json';
import { record } from '../data/read';
import type { Where } from '../model';
import type { News, Order } from './messages';

let clients: Partial<Record<Where, Client>> = {};
const running = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.kind === 'begin') clients = begin(data.config, data.health);
  else if (data.kind === 'abort') running.get(data.id)?.abort();
  else void ask(data);
});

/** Nothing is loaded or asked before a client is used. */
function begin(config: Config, health: string | null): typeof clients {
  const made: typeof clients = {};
  if (config.services !== null) {
    made.browser = createClient({
      // As any plan: what services say in its answers is checked where it is read.
      plan: plan as Plan,
      variables: variables(config.services),
      parse,
      health: {
        // Workers have no storage of this kind; the page has.
        storage: { getItem: () => health, setItem: (_key, text) => tell({ kind: 'health', text }) },
        ...(config.edge === null ? {} : { snapshot: new URL('/api/health/snapshot', config.edge).href }),
      },
    });
  }
  if (config.edge !== null) made.edge = createClient({ endpoint: config.edge, parse });
  return made;
}

async function ask({ id, where, path, parameters }: Extract<Order, { kind: 'ask' }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const pack = packer();
  try {
    const client = clients[where];
    if (client === undefined) throw new Error(`nobody can be asked ${where === 'edge' ? 'at the edge' : 'from here'}`);
    const { data, report } = await client.get(path, parameters, {
      signal: controller.signal,
      onPart: ({ data, sources }) => tell({ kind: 'part', id, data: pack(data), sources }),
    });
    tell({ kind: 'answer', id, data: pack(data), report });
  } catch (error) {
    const code = error instanceof OrquestaError ? error.code : null;
    tell({ kind: 'failure', id, code, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

/** Packs the posts of one answer; they are sent once, however often they come. */
function packer(): (data: unknown) => unknown {
  let sent = false;
  return (data) => {
    const { metrics, ...rest } = record(data);
    if (metrics === undefined) return data;
    const { items, ...others } = record(metrics);
    if (sent) return rest;
    sent = true;
    return { ...rest, metrics: { ...others, items: packed(items) } };
  };
}

function tell(news: News): void {
  postMessage(news);
}

/** `microservice1` is where the plan's variable `MICROSERVICE1_URL` says. */
function variables(services: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(services).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]));
}
