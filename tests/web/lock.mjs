// Writes the lock of every project here and in `examples/`: `node lock.mjs`, after a version was changed.
//
// The package is left out: the tests install the one that they have packed.

import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from './lib/process.mjs';
import { HERE } from './lib/project.mjs';

const parents = [join(HERE, 'bundlers'), join(HERE, '../../examples')];
for (const parent of parents) {
  for (const name of await readdir(parent)) {
    const project = join(parent, name);
    const text = await readFile(join(project, 'package.json'), 'utf8').catch(() => '{}');
    const manifest = JSON.parse(text);
    delete manifest.dependencies?.orquesta;
    if (!manifest.dependencies && !manifest.devDependencies) continue;
    const folder = await mkdtemp(join(tmpdir(), 'orquesta-lock-'));
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await run(['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder });
    await cp(join(folder, 'package-lock.json'), join(project, 'package-lock.json'));
    await rm(folder, { recursive: true });
    console.log(project);
  }
}
