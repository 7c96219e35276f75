/** What every component may reach. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Config } from './config';
import { tongue, type Tongue } from './language';
import type { Samples } from './samples';
import type { Services } from './services';
import type { Session } from './session';
import { useStore } from './store';

export interface Dashboard {
  config: Config;
  session: Session;
  services: Services;
  /** `null` if the services are not the samples. */
  samples: Samples | null;
}

export const DashboardContext = createContext<Dashboard | null>(null);

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === null) throw new Error('a component stands outside of the dashboard');
  return dashboard;
}

/** The words and formats of the chosen language. */
export function useTongue(): Tongue {
  return useStore(tongue);
}
