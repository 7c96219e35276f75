// The same small script in Node, Deno and Bun.

import * as orquesta from 'orquesta';

import { ask } from './ask.js';

console.log(JSON.stringify(await ask(orquesta, process.argv[2])));
