/** Takes the pictures of the documentation: `npm run screenshots`. */

import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import { Stack } from './stack';

const folder = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../../../docs/images/', import.meta.url));

let stack: Stack;

test.beforeAll(async () => {
  stack = await Stack.start();
});

test.afterAll(() => stack.stop());

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`${stack.page}/${query}`);
  await page.locator('.outcome[data-outcome]').waitFor();
  await page.locator('canvas').first().waitFor();
  await page.waitForTimeout(800);
}

const WIDE = { width: 1440, height: 1000 };
const NARROW = { width: 360, height: 780 };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of [['wide', WIDE], ['narrow', NARROW]] as const) {
    test(`${name}, ${colorScheme}`, async ({ browser }) => {
      await stack.heal();
      const page = await browser.newPage({ colorScheme, viewport, locale: name === 'wide' ? 'en-GB' : 'es-PE', deviceScaleFactor: 1 });
      await open(page);
      await page.screenshot({ path: `${folder}/dashboard-${name}-${colorScheme}.png` });
      await page.close();
    });
  }
}

test('a service that fails', async ({ browser }) => {
  await stack.heal();
  const page = await browser.newPage({ viewport: WIDE, locale: 'en-GB' });
  await open(page);
  await stack.fault('microservice3', { failure_rate: 1, failure_status: 503 });
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.outcome[data-outcome="partial"]').waitFor();
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}/dashboard-partial.png` });
  await page.close();
  await stack.heal();
});

if (process.env.WHOLE_PAGE !== undefined) {
  test('whole', async ({ browser }) => {
    for (const [name, viewport] of [['wide', WIDE], ['narrow', NARROW]] as const) {
      const page = await browser.newPage({ viewport, locale: 'es-PE' });
      page.on('console', (message) => console.log(message.type(), message.text()));
      page.on('pageerror', (error) => console.log(error.stack));
      await open(page);
      for (let y = 0; y < 6000; y += 500) {
        await page.mouse.wheel(0, 500);
        await page.waitForTimeout(120);
      }
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${folder}/whole-${name}.png`, fullPage: true });
      await page.close();
    }
  });
}
