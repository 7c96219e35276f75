import { createClient } from 'orquesta';

import { ask } from './ask.js';
import { show } from './show.js';

const query = new URLSearchParams(location.search);

show(() => ask({ createClient }, query.get('upstream'), { worker: query.has('worker') }));
