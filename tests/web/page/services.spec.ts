/** The engine's side: services, circuits, attempts, and where the answer is made. */

import { expect, test } from './page';

test.use({ failing: true });

test('shows how each service fares', async ({ dashboard, page }) => {
  await dashboard.open();
  const rows = page.locator('.services li');
  await expect(rows).toHaveCount(4);
  for (const row of await rows.all()) {
    await expect(row.locator('.state')).toHaveText('healthy');
    await expect(row.locator('dl')).toContainText(/Latency\d+(\.\d)? m?s/);
    await expect(row.locator('dl')).toContainText('Attempts1');
    await expect(row.locator('dl')).toContainText('Circuitclosed');
  }
});

test('makes a sample slow, failing and dead, and well again', async ({ dashboard, page }) => {
  await dashboard.open();
  const row = page.locator('.services li[data-source=dashboard]');
  const control = async () => (await fetch(`${dashboard.stack.services.microservice4}/__control`)).json();
  await row.getByRole('radio', { name: 'slow', exact: true }).check();
  await expect.poll(control).toMatchObject({ delay_ms: 2500 });
  await expect(page.locator('.waterfall li[data-source=dashboard] .bar.waiting')).toBeVisible();
  await dashboard.answered('complete');
  await row.getByRole('radio', { name: 'dead', exact: true }).check();
  await expect(row.locator('.state')).toHaveText('unhealthy');
  await dashboard.answered('partial');
  // Each attempt is drawn: one and two retries.
  const bars = page.locator('.waterfall li[data-source=dashboard] .bar');
  await expect(bars).toHaveCount(3);
  await expect(bars.nth(1)).toHaveAttribute('title', /microservice4, retry: from .* to .*/);
  await expect(row.locator('dl')).toContainText('Attempts3');
  // A new page finds the service as it was left.
  await page.reload();
  await expect(row.getByRole('radio', { name: 'dead' })).toBeChecked();
  await dashboard.answered('partial');
  await row.getByRole('radio', { name: 'well', exact: true }).check();
  await expect(row.locator('.state')).toHaveText('healthy');
  await dashboard.answered('complete');
  expect(await control()).toEqual({});
});

for (const at of ['browser', 'edge']) {
  test(`opens the circuit of a service that fails, and closes it again (${at})`, async ({ dashboard, page }) => {
    await dashboard.open(`?at=${at}`);
    const row = page.locator('.services li[data-source=metrics]');
    await dashboard.stack.fault('microservice3', { status: 503 });
    await page.getByRole('button', { name: 'Send 24 requests' }).click();
    await expect(row.locator('.circuit')).toHaveAttribute('data-state', 'open', { timeout: 40_000 });
    await expect(page.getByRole('button', { name: 'Send 24 requests' })).toBeEnabled({ timeout: 40_000 });
    await expect(row.locator('.history [data-status=circuit_open]').first()).toBeAttached();
    await dashboard.stack.heal();
    await expect(async () => {
      await page.getByRole('button', { name: 'Send 24 requests' }).click();
      await expect(page.getByRole('button', { name: 'Send 24 requests' })).toBeEnabled();
      await expect(row.locator('.circuit')).toHaveText('closed', { timeout: 1000 });
    }).toPass({ timeout: 30_000 });
  });
}

test('changes between the browser and the edge, and shows both times', async ({ dashboard, page }) => {
  await dashboard.open();
  const browser = page.locator('.places label').nth(0);
  const edge = page.locator('.places label').nth(1);
  await expect(browser.locator('.time')).toHaveText(/\d/);
  await expect(browser).toContainText('first panel after');
  await expect(edge).toContainText('not measured yet');
  await edge.click();
  await expect(page).toHaveURL(/at=edge/);
  await expect(edge).toContainText('all panels at once');
  await expect(edge.locator('.time')).toHaveText(/\d/);
  await expect(browser.locator('.time')).toHaveText(/\d/);
  await dashboard.answered('complete');
  await expect(page.locator('.waterfall li').first().locator('.bar')).toHaveAttribute('title', /microservice1, first attempt: .*, 200$/);
  await dashboard.stack.asked('microservice1');
  await page.goBack();
  await expect(browser.getByRole('radio')).toBeChecked();
  await dashboard.answered('complete');
});

test('says the same from the browser and from the edge', async ({ dashboard }) => {
  const shown = async () => ({
    totals: await dashboard.page.locator('.totals dd').allTextContents(),
    rankings: await dashboard.page.locator('.ranking li').allTextContents(),
  });
  await dashboard.open('?at=browser');
  const browser = await shown();
  await dashboard.open('?at=edge');
  expect(await shown()).toEqual(browser);
});

test('remembers an open circuit when the page is loaded again', async ({ dashboard, page }) => {
  await dashboard.open();
  await dashboard.stack.fault('microservice3', { status: 503 });
  await page.getByRole('button', { name: 'Send 24 requests' }).click();
  const row = page.locator('.services li[data-source=metrics]');
  await expect(row.locator('.circuit')).toHaveAttribute('data-state', 'open', { timeout: 40_000 });
  await page.reload();
  const kept = await page.evaluate(() => localStorage.getItem('orquesta-dashboard-health'));
  expect(JSON.parse(kept ?? '{}')).toMatchObject({ services: { microservice3: {} } });
});
