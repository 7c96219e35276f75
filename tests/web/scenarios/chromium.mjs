// Answers the scenarios' requests by the packed package in a page of Chromium.

import { cp, writeFile } from 'node:fs/promises';

import { launchChromium, open as openPage } from '../lib/browsers.mjs';
import { HERE } from '../lib/project.mjs';
import { serve as serveFiles } from '../lib/serve.mjs';
import { serve } from './serve.mjs';

const PAGE = `<!doctype html>
<html lang="en">
  <title>scenarios</title>
  <script type="importmap">
    { "imports": { "orquesta": "./node_modules/orquesta/dist/index.js" } }
  </script>
</html>
`;

const build = `${HERE}/build`;
await cp(new URL('session.js', import.meta.url), `${build}/session.js`);
await writeFile(`${build}/scenarios.html`, PAGE);

const endings = [];
const url = await serveFiles({ after: (end) => endings.push(end) }, build);
const browser = await launchChromium();
try {
  const { page, complaints } = await openPage(browser);
  await page.goto(`${url}/scenarios.html`);
  const call = (name) => async (argument) => {
    const script = async ([name, argument]) => (await import('/session.js'))[name](...argument);
    const result = await page.evaluate(script, [name, argument]);
    // That requests fail is what scenarios are about; that nobody catches it is not.
    const uncaught = complaints.filter((text) => text.startsWith('uncaught'));
    if (uncaught.length > 0) throw new Error(uncaught.join('\n'));
    return result;
  };
  const open = call('open');
  const handle = call('handle');
  await serve({
    open: (plan, variables) => open([plan, variables]),
    handle: (request) => handle([request]),
  });
} finally {
  await browser.close();
  for (const end of endings) end();
}
