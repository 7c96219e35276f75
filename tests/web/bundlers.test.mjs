// The package in a fresh project of each bundler: installed, built, served under a strict content
// security policy, and loaded in a browser, where it must give the right answer without a complaint.

import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchChromium, launchFirefox, shown } from './lib/browsers.mjs';
import { run, start, written } from './lib/process.mjs';
import { HERE, project } from './lib/project.mjs';
import { serve } from './lib/serve.mjs';
import { SHOWN, upstream } from './lib/upstream.mjs';

const folder = (name) => join(HERE, 'bundlers', name);

/** The pages of each bundler: how they are called and whether Firefox loads them, too. */
const BUNDLERS = {
  vite: { pages: ['/', '/?worker', '/slim.html'], firefox: true },
  webpack: { pages: ['/', '/?worker'] },
  rollup: { pages: ['/'] },
  parcel: { pages: ['/', '/?worker'] },
  esbuild: { pages: ['/', '/split/'] },
};

let browsers;
before(async () => {
  browsers = { chromium: await launchChromium(), firefox: await launchFirefox() };
});
after(async () => {
  await Promise.all([browsers?.chromium.close(), browsers?.firefox.close()]);
});

/** Loads `pages` of what is served at `url`. */
async function load(t, url, { pages, firefox = false }) {
  const service = await upstream(t);
  for (const page of pages) {
    const target = new URL(page, url);
    target.searchParams.set('upstream', service.url);
    const { json, workers } = await shown(browsers.chromium, target.href);
    assert.deepEqual(json, SHOWN, `${page} in Chromium`);
    assert.equal(workers, page.endsWith('?worker') ? 1 : 0, `Web Workers of ${page}`);
    if (firefox) {
      const { json } = await shown(browsers.firefox, target.href);
      assert.deepEqual(json, SHOWN, `${page} in Firefox`);
    }
  }
}

// Two at a time: while one waits for the registry or a browser, the other builds.
describe('bundlers', { concurrency: 2 }, () => {
  for (const [name, how] of Object.entries(BUNDLERS)) {
    test(name, async (t) => {
      const cwd = await project(t, folder('app'), folder(name));
      await run(['npm', 'run', 'build'], { cwd });
      // Bundlers that do not read HTML leave the page to the developer.
      const page = join(cwd, 'index.html');
      const html = { force: false, errorOnExist: false };
      await cp(page, join(cwd, 'dist/index.html'), html);
      if (name === 'esbuild') await cp(page, join(cwd, 'dist/split/index.html'));
      await load(t, await serve(t, join(cwd, 'dist')), how);
    });
  }

  test('vite while developing', async (t) => {
    const cwd = await project(t, folder('app'), folder('vite'));
    const server = start(['node_modules/.bin/vite', '--host', '127.0.0.1', '--port', '0'], { cwd });
    t.after(() => server.stop());
    const [url] = await written(server, /http:\/\/127\.0\.0\.1:\d+\//);
    await load(t, url, { pages: ['/', '/?worker', '/slim.html'] });
  });

  test('next, in the page and on the server', async (t) => {
    const cwd = await project(t, folder('app'), folder('next'));
    const env = { NEXT_TELEMETRY_DISABLED: '1' };
    await run(['npm', 'run', 'build'], { cwd, env });
    const server = start(['npm', 'start', '--', '--port', '0'], { cwd, env });
    t.after(() => server.stop());
    const [url] = await written(server, /http:\/\/127\.0\.0\.1:\d+/);
    await load(t, url, { pages: ['/', '/?worker'] });
    const service = await upstream(t);
    const answer = await fetch(`${url}/answer?upstream=${encodeURIComponent(service.url)}`);
    assert.deepEqual(await answer.json(), SHOWN, 'on the server');
  });

  test('a plain page with an import map', async (t) => {
    const cwd = await project(t, folder('app'), folder('plain'));
    await load(t, await serve(t, cwd), { pages: ['/'], firefox: true });
  });
});
