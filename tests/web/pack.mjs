// Packs the package as npm would publish it, and unpacks it where the scenarios find it.

import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './lib/process.mjs';
import { HERE, TARBALL } from './lib/project.mjs';

const build = join(HERE, 'build');
await rm(build, { recursive: true, force: true });
const installed = join(build, 'node_modules/orquesta');
await mkdir(installed, { recursive: true });
const packed = ['npm', 'pack', '--json', '--pack-destination', build];
const [{ filename, size, unpackedSize }] = JSON.parse(
  await run(packed, { cwd: join(HERE, '../../pkg') }),
);
await rename(join(build, filename), TARBALL);
await run(['tar', '-xzf', TARBALL, '-C', installed, '--strip-components=1']);
console.log(`packed ${filename}: ${size} bytes, ${unpackedSize} unpacked`);
