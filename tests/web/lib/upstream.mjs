// A service on loopback that pages may call, and that a test can make slow.

import { createServer } from 'node:http';

const BODIES = {
  '/customers/7': '{"id":7308480755514716760,"name":"Ana","warehouse":"norte"}',
  '/customers/7/orders': '[{"product":"té","total":12.50},{"product":"té","total":3.5}]',
  '/api/v1/auth/profile/1': '{"id":1,"username":"Ana"}',
  '/dbquery/user':
    '{"items":[{"postURL":"https://a.example/1","views":20},{"postURL":"https://a.example/2","views":40}],"count":2}',
  '/warehouses/norte/stock': '[{"product":"té","left":4},{"product":"mate","left":0}]',
};

/** What pages and scripts that ask `bundlers/app/ask.js` show. */
export const SHOWN = {
  outcome: 'complete',
  data: { customer: 'Ana', orders: 2, spent: 16, stock: JSON.parse(BODIES['/warehouses/norte/stock']) },
};

/** Starts the service; it ends with the test `t`. */
export async function upstream(t) {
  const bodies = new Map(Object.entries(BODIES));
  const held = new Map();
  const service = {
    url: '',
    /** The paths that were asked for. */
    asked: [],
    /** The paths whose connection closed before the answer. */
    aborted: [],
    /** From now on, this is the body at the path. */
    change: (path, body) => bodies.set(path, body),
    /** From now on, requests for the path wait. */
    hold: (path) => held.set(path, []),
    /** Answers what waits for the path, and what will come. */
    release(path) {
      const waiting = held.get(path) ?? [];
      held.delete(path);
      for (const answer of waiting) answer();
    },
  };
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const path = request.url;
    service.asked.push(path);
    response.on('close', () => response.writableFinished || service.aborted.push(path));
    const answer = () => {
      response.statusCode = bodies.has(path) ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      response.end(bodies.get(path) ?? '{}');
    };
    const waiting = held.get(path);
    if (waiting) waiting.push(answer);
    else answer();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  service.url = `http://127.0.0.1:${server.address().port}`;
  return service;
}
