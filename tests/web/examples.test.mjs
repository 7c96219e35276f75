// The example apps, built with the packed package: they show parts as they come, abort when what is shown
// goes away, and ask again.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchChromium, open } from './lib/browsers.mjs';
import { run } from './lib/process.mjs';
import { HERE, project } from './lib/project.mjs';
import { serve } from './lib/serve.mjs';
import { upstream } from './lib/upstream.mjs';

const POSTS = '/dbquery/user';

let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser?.close());

describe('examples', { concurrency: 2 }, () => {
  for (const name of ['react', 'vue', 'angular']) {
    test(name, async (t) => {
      const cwd = await project(t, join(HERE, '../../examples', name));
      await run(['npm', 'run', 'build'], { cwd, env: { NG_CLI_ANALYTICS: 'false' } });
      const service = await upstream(t);
      const { page, complaints } = await open(browser);
      t.after(() => page.close());
      const variables = new URLSearchParams({ USERS_URL: service.url, POSTS_URL: service.url });
      const sees = (text) => page.getByText(text, { exact: true }).waitFor({ timeout: 10_000 });

      service.hold(POSTS);
      await page.goto(`${await serve(t, join(cwd, 'dist'))}/?${variables}`);
      await sees('Ana');
      await sees('… posts, … views');
      assert.ok(service.asked.includes(POSTS), 'the slow source is asked');

      await page.getByRole('button', { name: 'hide' }).click();
      await until(() => service.aborted.includes(POSTS), 'hiding aborts the request');

      await page.getByRole('button', { name: 'show' }).click();
      await sees('Ana');
      service.release(POSTS);
      await sees('2 posts, 60 views');
      await sees('40 views');
      await sees('complete');

      const before = service.asked.length;
      service.change(POSTS, '{"items":[{"postURL":"https://a.example/3","views":7}],"count":1}');
      await page.getByRole('button', { name: 'refetch' }).click();
      await sees('1 posts, 7 views');
      assert.equal(service.asked.length, before + 2, 'each source is asked once more');

      // What was aborted on purpose is no complaint.
      const unexpected = complaints.filter((text) => !text.includes(`${POSTS} (net::ERR_ABORTED)`));
      assert.deepEqual(unexpected, []);
    });
  }
});

async function until(condition, what) {
  for (let waited = 0; waited < 100; waited += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`it does not come true that ${what}`);
}
