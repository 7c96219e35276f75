// The package in runtimes that are no browsers: the same script, the same answer.

import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { run, start, written } from './lib/process.mjs';
import { HERE, project } from './lib/project.mjs';
import { SHOWN, upstream } from './lib/upstream.mjs';

const tool = (name) => join(HERE, 'node_modules/.bin', name);

/** How each of them runs a script that may call loopback. */
const RUNTIMES = {
  'Node by `import`': [process.execPath, 'ask.mjs'],
  'Node by `require`': [process.execPath, 'ask.cjs'],
  // A script that may do nothing but this.
  Deno: [tool('deno'), 'run', '--no-prompt', '--allow-net=127.0.0.1', 'ask.mjs'],
  Bun: [tool('bun'), 'run', 'ask.mjs'],
};

let cwd;
before(async (t) => {
  cwd = await project(t, join(HERE, 'bundlers/app'), join(HERE, 'runtimes'));
});

for (const [name, command] of Object.entries(RUNTIMES)) {
  test(name, async (t) => {
    const service = await upstream(t);
    const child = start([...command, service.url], { cwd });
    assert.equal(await child.ended, 0, child.output());
    // No warning either.
    assert.deepEqual(child.output(), `${JSON.stringify(SHOWN)}\n`);
  });
}

test('workerd', async (t) => {
  const bundle = ['--bundle', '--format=esm', '--conditions=workerd', '--external:*.wasm'];
  await run([tool('esbuild'), 'worker.mjs', ...bundle, '--outfile=dist/worker.js'], { cwd });
  await cp(join(cwd, 'node_modules/orquesta/dist/orquesta.wasm'), join(cwd, 'dist/orquesta.wasm'));
  const serve = [tool('workerd'), 'serve', 'worker.capnp', '--control-fd=1'];
  const worker = start(serve, { cwd });
  t.after(() => worker.stop());
  const [, port] = await written(worker, /"port":\s*(\d+)/);
  const service = await upstream(t);
  const target = `http://127.0.0.1:${port}/?upstream=${encodeURIComponent(service.url)}`;
  const response = await fetch(target);
  assert.deepEqual(JSON.parse(await response.text()), SHOWN);
  assert.ok(!worker.output().includes('rror'), worker.output());
});
