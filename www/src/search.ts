/** What the table of posts is searched for; charts set it, too. */

import { Store } from './store';

export const search = new Store<{ text: string }>({ text: '' });
