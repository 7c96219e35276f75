// Fresh projects in temporary folders, with the packed package installed as anybody would.

import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './process.mjs';

/** The folder `tests/web`. */
export const HERE = fileURLToPath(new URL('..', import.meta.url));

/** The package as npm would publish it; `npm run pack` makes it. */
export const TARBALL = join(HERE, 'build/orquesta.tgz');

/**
 * A fresh project with the files of `folders`, later ones going before, and the package. It is removed
 * when the test `t` is over. Its folder is what this gives.
 */
export async function project(t, ...folders) {
  // Outside the repository, so that nothing is found by looking further up.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'orquesta-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const from of folders) {
    await cp(from, folder, { recursive: true, filter: (path) => !IGNORED.test(path) });
  }
  const manifest = join(folder, 'package.json');
  const content = JSON.parse(await readFile(manifest, 'utf8'));
  content.dependencies = { ...content.dependencies, orquesta: `file:${TARBALL}` };
  await writeFile(manifest, JSON.stringify(content));
  await run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  return folder;
}

/** What tools leave behind in a folder that is copied. */
const IGNORED = /\/(node_modules|dist|\.next|\.angular|\.parcel-cache)$/;
