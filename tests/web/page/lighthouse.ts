/** What Lighthouse says of the built page: `npm run lighthouse`. */

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, expect, test } from '@playwright/test';
import lighthouse, { desktopConfig } from 'lighthouse';
import { Stack } from './stack';

/** The least that is good enough, of 100. */
const LEAST = 95;

let stack: Stack;

test.beforeAll(async () => {
  stack = await Stack.start();
});

test.afterAll(() => stack.stop());

for (const form of ['desktop', 'mobile'] as const) {
  test(`is quick, accessible and well made (${form})`, async ({ launchOptions }) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
    const browser = await chromium.launch({ ...launchOptions, args });
    try {
      const flags = { port, onlyCategories: ['performance', 'accessibility', 'best-practices'], logLevel: 'error' as const };
      const run = await lighthouse(`${stack.page}/`, flags, form === 'desktop' ? desktopConfig : undefined);
      const report = run?.lhr;
      const scores = Object.fromEntries(
        Object.values(report?.categories ?? {}).map(({ id, score }) => [id, Math.round(100 * (score ?? 0))]),
      );
      const metrics = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];
      console.log(form, JSON.stringify(scores), metrics.map((name) => `${name} ${report?.audits[name]?.displayValue}`).join(', '));
      const weak = Object.values(report?.audits ?? {}).filter(({ score, scoreDisplayMode }) =>
        score !== null && score < 0.9 && scoreDisplayMode !== 'informative');
      console.log(weak.map(({ id, displayValue = '' }) => `  ${id} ${displayValue}`).join('\n'));
      if (process.env.LIGHTHOUSE_REPORT !== undefined) {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(`${process.env.LIGHTHOUSE_REPORT}/${form}.json`, JSON.stringify(report));
      }
      for (const [name, score] of Object.entries(scores)) expect.soft(score, name).toBeGreaterThanOrEqual(LEAST);
    } finally {
      await browser.close();
    }
  });
}
