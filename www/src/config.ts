/** Where the services and the edge are: `config.json` beside the page, which whoever serves it writes. */

export interface Config {
  /** URL of each service by its name, for the plan when it runs in this page; `null` if there is none. */
  services: Record<string, string> | null;
  /** URL of a Worker with the dashboard's plan; `null` if there is none. */
  edge: string | null;
  /** Whether the services are the samples, which can be told to break. */
  samples: boolean;
}

/** Reads `config.json`; without one the page asks the host that serves it, as a Worker. */
export async function readConfig(): Promise<Config> {
  const response = await fetch('config.json');
  if (response.status === 404) return { services: null, edge: location.origin, samples: false };
  if (!response.ok) throw new Error(`cannot read \`config.json\`: answered \`${response.status}\``);
  return checked(await response.json());
}

function checked(value: unknown): Config {
  const config = (value ?? {}) as Record<string, unknown>;
  const services = Object.entries((config.services ?? {}) as object).filter(([, url]) => isUrl(url));
  const edge = isUrl(config.edge) ? config.edge : null;
  if (services.length === 0 && edge === null) {
    throw new Error('`config.json` names neither `services` nor an `edge`; expected URLs of one or both');
  }
  return {
    services: services.length > 0 ? Object.fromEntries(services) : null,
    edge,
    samples: config.samples === true,
  };
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\/./.test(value);
}
