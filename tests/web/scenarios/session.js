// A plan client that answers requests as a Worker does; the same in Node and in a page.

import { createClient } from 'orquesta';

let client;

/** Begins afresh with a plan, whose health and former bodies are nobody else's. */
export async function open(plan, variables) {
  client?.close();
  // What is offline is what the scenarios say, not this machine.
  client = createClient({ plan, variables, offline: 'ignore' });
  await client.ready();
}

/** Answers one request. */
export async function handle({ method, target, headers }) {
  const request = new Request(`http://scenarios.test${target}`, { method, headers });
  const response = await client.handle(request);
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: [...response.headers], body: hex(body) };
}

function hex(bytes) {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
