/** Sets the page going: reads where everything is, asks, and follows the address, the clock and the reader. */

import { address, go } from './address';
import { Asker } from './asker/asker';
import { readConfig, type Config } from './config';
import type { Dashboard } from './context';
import type { Where } from './model';
import { Samples } from './samples';
import { Services } from './services';
import { Session } from './session';

/** How often the services are asked whether they are well while the page is looked at. */
const CHECK_EVERY = 20_000;
/** How often circuits are read that will change by themselves. */
const WATCH_EVERY = 500;

export async function start(): Promise<Dashboard> {
  // Loads while the configuration is read.
  const asker = new Asker();
  const config = await readConfig();
  asker.begin(config);
  const session = new Session(asker, place(config, address.state.at));
  const services = new Services(asker, () => session.state.where);
  const samples = config.samples && config.services !== null ? new Samples(config.services) : null;

  let counted = session.state.report;
  session.follow(() => {
    const { report } = session.state;
    if (report === counted) return;
    counted = report;
    if (report === null) return;
    services.add(report.sources);
    void services.readCircuits();
    if (services.state.health === null || report.outcome !== 'complete') void services.check();
  });
  address.follow(() => {
    const { user, at } = address.state;
    const where = place(config, at);
    const moved = where !== session.state.where;
    if (!moved && user === session.state.user) return;
    void session.ask(user, where);
    if (moved) void services.check();
  });
  setInterval(() => document.visibilityState === 'visible' && void services.check(), CHECK_EVERY);
  setInterval(() => services.restless && void services.readCircuits(), WATCH_EVERY);

  void session.ask(address.state.user);
  void samples?.read();
  return { config, session, services, samples };
}

/** Joins the answers in another place from now on. */
export function move(where: Where): void {
  go({ at: where });
}

function place(config: Config, wanted: Where | null): Where {
  if (config.services === null) return 'edge';
  return config.edge === null ? 'browser' : (wanted ?? 'browser');
}
