/** What the page's own URL says: whose data, and where they are joined. */

import type { Where } from './model';
import { Store } from './store';

export interface Address {
  /** The user's identifier as it was written, of any length; `null` for everyone. */
  user: string | null;
  /** `null` if the URL leaves it open. */
  at: Where | null;
}

/** The address, which follows back and forward. */
export const address = new Store<Address>(read());

addEventListener('popstate', () => address.set(read()));

/** Goes to another address, so that *back* leads here again. */
export function go(change: Partial<Address>): void {
  const next = { ...address.state, ...change };
  const url = new URL(location.href);
  put(url, 'user_id', next.user);
  put(url, 'at', next.at);
  if (url.href === location.href) return;
  history.pushState(null, '', url);
  address.set(next);
}

function read(): Address {
  const query = new URLSearchParams(location.search);
  const at = query.get('at');
  const user = query.get('user_id')?.trim() ?? '';
  return { user: user === '' ? null : user, at: at === 'browser' || at === 'edge' ? at : null };
}

function put(url: URL, name: string, value: string | null): void {
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
}
