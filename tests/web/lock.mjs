// Writes the lock of every project here and in `examples/`: `node lock.mjs`, after a version was changed.
//
// Those here do not name the package: the tests add the one that they have packed.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './lib/process.mjs';
import { HERE } from './lib/project.mjs';

const parents = [join(HERE, 'bundlers'), join(HERE, '../../examples')];
for (const parent of parents) {
  for (const name of await readdir(parent)) {
    const cwd = join(parent, name);
    const text = await readFile(join(cwd, 'package.json'), 'utf8').catch(() => '{}');
    const { dependencies, devDependencies } = JSON.parse(text);
    if (!dependencies && !devDependencies) continue;
    await run(['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd });
    console.log(cwd);
  }
}
