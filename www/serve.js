/**
 * Serves the built page: `node serve.js --config '{"services":{…},"edge":"…","samples":true}' [--port 8006]`.
 *
 * It makes two files by itself: `config.json`, and `index.html`, whose content security policy has to
 * name the hosts that the page may ask. When it is ready it prints one line, `{"page":"http://…"}`, and
 * it ends when its standard input closes. Port 0 takes a free one.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';

const { values } = parseArgs({
  options: { config: { type: 'string' }, port: { type: 'string', default: '8006' } },
});
const config = JSON.parse(values.config ?? '{}');
const dist = new URL('dist/', import.meta.url);

const origins = new Set([...Object.values(config.services ?? {}), config.edge].filter(Boolean).map((url) => new URL(url).origin));
const html = readFileSync(new URL('index.html', dist), 'utf8')
  .replace("connect-src 'self'", ["connect-src 'self'", ...origins].join(' '));

const made = {
  __proto__: null,
  '/': ['text/html; charset=utf-8', html],
  '/index.html': ['text/html; charset=utf-8', html],
  '/config.json': ['application/json', JSON.stringify(config)],
};

const files = sirv(fileURLToPath(dist), {
  brotli: true,
  gzip: true,
  etag: true,
  setHeaders: (response, path) => {
    response.setHeader('x-content-type-options', 'nosniff');
    // The names of these change with their content.
    if (path.startsWith('/assets/')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
  },
});

const server = createServer((request, response) => {
  // Whatever comes: not every target is a URL.
  const own = made[(request.url ?? '/').split('?', 1)[0]];
  if (own === undefined) {
    files(request, response, () => response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n'));
    return;
  }
  const [type, body] = own;
  response
    .writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    .end(request.method === 'HEAD' ? undefined : body);
});

server.on('error', (error) => {
  console.error(`cannot serve the page on port \`${values.port}\`: ${error.message}`);
  process.exit(1);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(JSON.stringify({ page: `http://127.0.0.1:${server.address().port}` }));
});
process.stdin.on('end', () => process.exit(0)).resume();
