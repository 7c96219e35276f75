/** Services that are slow, fail or die: what the page shows of it, and that the rest is unharmed. */

import { expect, test } from './page';

test.use({ failing: true });

test('shows each panel when its source has answered', async ({ dashboard, page }) => {
  await dashboard.stack.fault('microservice4', { delay_ms: 4000 });
  await page.goto(`${dashboard.stack.page}/`);
  await expect(dashboard.total('Users')).toHaveText('60');
  await expect(dashboard.total('Accounts')).toHaveText('300');
  await expect(dashboard.panel('Posts with the best engagement').locator('li')).toHaveCount(5);
  await expect(dashboard.panel('Over time').locator('canvas')).toBeVisible();
  // The slowest has not answered yet.
  await expect(dashboard.panel('Global dashboard')).toHaveAttribute('aria-busy', 'true');
  await expect(dashboard.outcome).toContainText('Asking');
  await expect(dashboard.panel('Global dashboard').locator('tbody tr')).toHaveCount(8);
  await dashboard.answered('complete');
});

test('has something useful to show before the slowest service answers', async ({ dashboard, page }) => {
  await dashboard.stack.fault('microservice3', { delay_ms: 5000 });
  await page.goto(`${dashboard.stack.page}/`);
  await expect(dashboard.total('Users')).toHaveText('60');
  const { paint, now } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
    now: performance.now(),
  }));
  expect(paint).toBeLessThan(2500);
  expect(now).toBeLessThan(5000);
  await expect(dashboard.panel('Over time')).toHaveAttribute('aria-busy', 'true');
});

test('says what is missing, since when and why, and offers to retry', async ({ dashboard }) => {
  await dashboard.stack.fault('microservice3', { status: 500 });
  await dashboard.open();
  await dashboard.answered('partial');
  const panel = dashboard.panel('Over time');
  await expect(panel).toContainText('TikTok metrics: not available');
  await expect(panel.locator('time')).toContainText(/since \d\d:\d\d:\d\d/);
  await expect(panel).toContainText('microservice3: error after 1 attempt');
  await expect(panel).toContainText('answered `500`');
  // The others are unharmed.
  await expect(dashboard.total('Users')).toHaveText('60');
  await expect(dashboard.panel('Users with the most accounts').locator('li')).toHaveCount(5);
  await expect(dashboard.panel('Global dashboard').locator('tbody tr')).toHaveCount(8);
  await dashboard.stack.heal();
  await panel.getByRole('button', { name: 'Try again' }).click();
  await dashboard.answered('complete');
  await expect(panel.locator('canvas')).toBeVisible();
  await expect(panel).not.toContainText('not available');
});

test('keeps what it has when a service dies while the page is open', async ({ dashboard, page }) => {
  await dashboard.open();
  await dashboard.answered('complete');
  const views = await dashboard.total('Views').textContent();
  await dashboard.stack.fault('microservice3', { reset: true });
  await dashboard.askAgain('partial');
  const panel = dashboard.panel('Over time');
  await expect(panel).toContainText('TikTok metrics: not available');
  await expect(panel).toContainText(/What it said at \d\d:\d\d:\d\d is shown\./);
  await expect(panel.locator('canvas')).toBeVisible();
  expect(await dashboard.total('Views').textContent()).toBe(views);
  await expect(page.getByRole('status').first()).toContainText('The answer is partial');
  await expect(page.getByRole('status').first()).toContainText('TikTok metrics');
  // Dead for longer: the time since when stays.
  const since = await panel.locator('time').getAttribute('datetime');
  await dashboard.askAgain('partial');
  expect(await panel.locator('time').getAttribute('datetime')).toBe(since);
  await dashboard.stack.heal();
  await panel.getByRole('button', { name: 'Try again' }).click();
  await dashboard.answered('complete');
});

test('shows the accounts of users whose names are missing', async ({ dashboard }) => {
  await dashboard.stack.fault('microservice1', { status: 500 });
  await dashboard.open();
  const panel = dashboard.panel('Users with the most accounts');
  await expect(panel.locator('li')).toHaveCount(5);
  await expect(panel).toContainText('Names are missing, as the users are.');
  await expect(dashboard.total('Accounts')).toHaveText('300');
});

test('asks again from the edge, where a service is just as dead', async ({ dashboard }) => {
  await dashboard.stack.fault('microservice2', { reset: true });
  await dashboard.open('?at=edge');
  await dashboard.answered('partial');
  await expect(dashboard.panel('Users with the most accounts')).toContainText('Scraped accounts: not available');
  await expect(dashboard.total('Users')).toHaveText('60');
});
