/** The user filter, which lives in the address. */

import { expect, test } from './page';

test('shows one user, and goes back and forward', async ({ dashboard, page }) => {
  await dashboard.open();
  await expect(dashboard.total('Users')).toHaveText('60');
  await page.getByLabel('User', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/\?user_id=3$/);
  await expect(dashboard.total('Users')).toHaveText('1');
  const { summary } = await dashboard.summary('3');
  await expect(dashboard.total('Views')).toContainText((summary.total_views ?? 0).toLocaleString('en-GB'));
  await page.goBack();
  await expect(dashboard.total('Users')).toHaveText('60');
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('');
  await page.goForward();
  await expect(dashboard.total('Users')).toHaveText('1');
  await page.getByRole('button', { name: 'Show everyone' }).click();
  await expect(page).toHaveURL(`${dashboard.stack.page}/`);
  await expect(dashboard.total('Users')).toHaveText('60');
});

test('offers the users that there are', async ({ dashboard, page }) => {
  await dashboard.open();
  await expect(page.locator('#users option')).toHaveCount(60);
  await expect(page.locator('#users option[value="9007199254741007"]')).toHaveCount(1);
});

for (const at of ['browser', 'edge']) {
  test(`keeps identifiers beyond 2^53 to the last digit (${at})`, async ({ dashboard, page }) => {
    await dashboard.open(`?at=${at}`);
    const users = dashboard.panel('Users with the most accounts');
    await expect(users.getByRole('button', { name: '9007199254741061' })).toBeVisible();
    await users.getByRole('button', { name: '9007199254741061' }).click();
    await expect(page).toHaveURL(/user_id=9007199254741061/);
    await expect(dashboard.total('Users')).toHaveText('1');
    const asked = await dashboard.stack.asked('microservice1');
    expect(asked.some((path) => path.endsWith('/9007199254741061'))).toBe(true);
  });
}

test('refuses what is no identifier, and asks no service', async ({ dashboard, page }) => {
  for (const service of Object.keys(dashboard.stack.services)) await dashboard.stack.asked(service);
  await page.goto(`${dashboard.stack.page}/?user_id=abc`);
  await expect(page.getByRole('alert')).toContainText('That is no identifier of a user');
  await expect(page.getByRole('alert')).toContainText('user_id');
  expect(await dashboard.stack.asked('microservice3')).toEqual([]);
  await page.getByRole('button', { name: 'Show everyone' }).click();
  await dashboard.answered('complete');
  await expect(page.getByRole('alert')).toHaveCount(0);
});
