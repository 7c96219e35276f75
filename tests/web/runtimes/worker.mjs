// The same in a Worker; where to ask is in the query.

import * as orquesta from 'orquesta';

import { ask } from './ask.js';

export default {
  async fetch(request) {
    const upstream = new URL(request.url).searchParams.get('upstream');
    return Response.json(await ask(orquesta, upstream));
  },
};
