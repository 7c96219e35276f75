// A server of files under a strict content security policy.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves a folder until the test `t` is over, and gives its URL, which ends without a slash. */
export async function serve(t, folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://loopback');
    // What every browser asks for by itself.
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const path = normalize(decodeURIComponent(pathname.replace(/\/$/, '/index.html')));
    try {
      const body = await readFile(join(folder, path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.setHeader('content-type', type);
      if (type.startsWith('text/html')) {
        response.setHeader('content-security-policy', policy(body.toString()));
      }
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The policy for a page: its own scripts, wasm, and calls to loopback. Import maps can only be inline. */
function policy(html) {
  const maps = html.matchAll(/<script type="?importmap"?>([^]*?)<\/script>/g);
  const hashes = [...maps].map(([, map]) => {
    return ` 'sha256-${createHash('sha256').update(map).digest('base64')}'`;
  });
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${hashes.join('')}`,
    "connect-src 'self' http://127.0.0.1:*",
    "img-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
  ].join('; ');
}
