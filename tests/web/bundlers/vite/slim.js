import wasm from 'orquesta/orquesta.wasm?url';
import { createClient, init } from 'orquesta/slim';

import { ask } from './ask.js';
import { show } from './show.js';

const query = new URLSearchParams(location.search);

show(async () => {
  await init(wasm);
  return ask({ createClient }, query.get('upstream'));
});
