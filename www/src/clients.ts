/** The two ways to an answer: the plan in this page, or a Worker that has the same plan. */

import { createClient, type Client } from 'orquesta';
import plan from '../../plans/dashboard.json';
import type { Config } from './config';
import { parse } from './data/json';
import type { Where } from './model';

export type Clients = Partial<Record<Where, Client>>;

/** The clients that `config` allows. Nothing is loaded or asked before they are used. */
export function clients(config: Config): Clients {
  const made: Clients = {};
  if (config.services !== null) {
    made.browser = createClient({
      plan,
      variables: variables(config.services),
      parse,
      worker: true,
      health: {
        key: 'orquesta-dashboard',
        ...(config.edge === null ? {} : { snapshot: new URL('/api/health/snapshot', config.edge).href }),
      },
    });
  }
  if (config.edge !== null) made.edge = createClient({ endpoint: config.edge, parse });
  return made;
}

/** `microservice1` is where the plan's variable `MICROSERVICE1_URL` says. */
function variables(services: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]),
  );
}
