// What the package holds, and that its `exports` and types are right for every way of resolving them.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { run } from './lib/process.mjs';
import { HERE, TARBALL, project } from './lib/project.mjs';

const tool = (name) => join(HERE, 'node_modules/.bin', name);
const pkg = join(HERE, '../../pkg');

/** What is published: each file there must be, and no other. Chunks have a digest in their names. */
const FILES = [
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'package.json',
  ...['api', 'define', 'error', 'index', 'infer', 'interface', 'options', 'paths', 'plan', 'query', 'slim']
    .map((name) => `dist/${name}.d.ts`),
  ...['strict', 'types', 'worker'].map((name) => `dist/${name}.d.ts`),
  ...['index', 'query', 'slim', 'worker', 'workerd'].map((name) => `dist/${name}.js`),
  ...['health', 'here', 'inlined', 'store', 'thread'].map((name) => `dist/${name}-*.js`),
  'dist/chunk-*.js',
  'dist/orquesta.wasm',
  'dist/plan.schema.json',
];

test('the package holds what it must and nothing else', async () => {
  const [{ files }] = JSON.parse(await run(['npm', 'pack', '--dry-run', '--json'], { cwd: pkg }));
  const undigested = files.map(({ path }) => path.replace(/-[0-9A-Z]{8}\.js$/, '-*.js'));
  assert.deepEqual([...new Set(undigested)].sort(), FILES.sort());
  const { size } = files.find(({ path }) => path === 'dist/orquesta.wasm');
  assert.equal(size, (await stat(join(pkg, 'dist/orquesta.wasm'))).size);
  assert.ok(await WebAssembly.compile(await readFile(join(pkg, 'dist/orquesta.wasm'))));
});

test('publint has nothing to say', async () => {
  const said = await run([tool('publint'), 'run', TARBALL, '--strict']);
  assert.match(said, /All good!/);
});

test('the types are right wherever they are looked for', async () => {
  await run([tool('attw'), TARBALL, '--profile', 'esm-only', '--exclude-entrypoints', './orquesta.wasm']);
});

/** Compilers from the oldest that is supported on. */
const COMPILERS = ['typescript-5.4', 'typescript-5.9', 'typescript-7'];

test('a consumer in TypeScript', async (t) => {
  const cwd = await project(t, join(HERE, 'types'));
  for (const compiler of COMPILERS) {
    for (const resolution of ['bundler', 'node16']) {
      await t.test(`${compiler} with \`${resolution}\``, async () => {
        const tsc = join(HERE, 'node_modules', compiler, 'bin/tsc');
        await run([process.execPath, tsc, '--project', `tsconfig.${resolution}.json`], { cwd });
      });
    }
  }
});
