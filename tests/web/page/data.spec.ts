/** What the panels show, compared with what the services and the Worker say. */

import { drawn, expect, test } from './page';

const exact = new Intl.NumberFormat('en-GB');

test('shows the totals', async ({ dashboard }) => {
  const { summary } = await dashboard.summary();
  await dashboard.open();
  for (const [label, value] of [
    ['Views', summary.total_views], ['Likes', summary.total_likes], ['Interactions', summary.total_interactions],
    ['Users', summary.total_users], ['Accounts', summary.total_accounts],
  ] as const) {
    await expect(dashboard.total(label)).toContainText(exact.format(value ?? 0));
  }
  await expect(dashboard.total('Mean engagement')).toHaveText(`${summary.average_engagement?.toFixed(2)} %`);
});

test('shows the three rankings', async ({ dashboard }) => {
  const { rankings } = await dashboard.summary();
  await dashboard.open();
  const users = dashboard.panel('Users with the most accounts').locator('li');
  await expect(users).toHaveCount(rankings.top_users?.length ?? 0);
  for (const [index, user] of (rankings.top_users ?? []).entries()) {
    await expect(users.nth(index)).toContainText(String(user.email));
    await expect(users.nth(index).locator('.value')).toContainText(String(user.accounts_count));
  }
  const accounts = dashboard.panel('Accounts with the most engagement').locator('li .name');
  await expect(accounts).toHaveText((rankings.top_accounts ?? []).map(({ account }) => String(account)));
  const posts = dashboard.panel('Posts with the best engagement').locator('li');
  for (const [index, post] of (rankings.best_engagement ?? []).entries()) {
    await expect(posts.nth(index)).toContainText(String(post.post_id));
  }
});

test('shows the trend and how views, interactions and engagement go over time', async ({ dashboard }) => {
  await dashboard.open();
  const panel = dashboard.panel('Over time');
  await expect(panel.locator('header')).toContainText(/Engagement (increases|decreases|is stable)/);
  const canvas = panel.locator('canvas');
  await expect.poll(() => drawn(canvas)).toBe(true);
  for (const [measure, axis] of [['Views', 'Views'], ['Interactions', 'Interactions'], ['Engagement', 'Mean engagement (%)']] as const) {
    await panel.getByRole('radio', { name: measure, exact: true }).check();
    await expect(panel.locator('canvas')).toHaveAccessibleName(new RegExp(`Over time: ${measure}`));
    await panel.locator('summary').click();
    await expect(panel.getByRole('columnheader', { name: axis })).toBeVisible();
    await expect(panel.getByRole('columnheader', { name: 'Date of posting' })).toBeVisible();
    await panel.locator('summary').click();
  }
});

test('counts posts by day, account and hashtag', async ({ dashboard }) => {
  const posts = await dashboard.posts();
  const count = (names: (post: Record<string, never>) => string[]) => {
    const counts = new Map<string, number>();
    for (const post of posts) for (const name of new Set(names(post))) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  const days = count((post) => [String(post.datePosted)]);
  const accounts = count((post) => [String(post.usernameTiktokAccount)]);
  const hashtags = count((post) => String(post.hashtags).toLowerCase().match(/#[\p{L}\p{N}\p{M}_]+/gu) ?? []);
  await dashboard.open();

  for (const [title, counts] of [['Posts by account', accounts], ['Posts by hashtag', hashtags]] as const) {
    const panel = dashboard.panel(title);
    await panel.scrollIntoViewIfNeeded();
    await expect.poll(() => drawn(panel.locator('canvas'))).toBe(true);
    await panel.locator('summary').click();
    const most = [...counts].sort(([, a], [, b]) => b - a)[0];
    await expect(panel.locator('tbody tr').first()).toContainText(`${most?.[0]}${exact.format(most?.[1] ?? 0)}`);
  }
  const panel = dashboard.panel('Posts by day');
  await expect.poll(() => drawn(panel.locator('canvas'))).toBe(true);
  await panel.locator('summary').click();
  const first = [...days.keys()].sort()[0] ?? '';
  await expect(panel.locator('tbody tr')).toHaveCount(242);
  await expect(panel.locator('tbody tr').first().locator('td')).toHaveText(String(days.get(first)));
});

test('says in a tooltip what a bar is', async ({ dashboard, page }) => {
  await dashboard.open();
  const canvas = dashboard.panel('Over time').locator('canvas');
  await expect.poll(() => drawn(canvas)).toBe(true);
  const before = await canvas.screenshot();
  const box = await canvas.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  await page.waitForTimeout(300);
  expect(before.equals(await canvas.screenshot())).toBe(false);
});

test('shows what the global dashboard says', async ({ dashboard }) => {
  const rows = (await dashboard.asked('microservice4', '/getDashboardInfo')) as { username: string; totalViews: number }[];
  const most = rows.sort((a, b) => b.totalViews - a.totalViews)[0];
  await dashboard.open();
  const first = dashboard.panel('Global dashboard').locator('tbody tr').first();
  await expect(first).toContainText(most?.username ?? '');
  await expect(first).toContainText(exact.format(most?.totalViews ?? 0));
});

test('says that there is no data where there is none', async ({ dashboard }) => {
  await dashboard.open('?user_id=999999');
  await expect(dashboard.outcome).toContainText('complete');
  for (const title of ['Over time', 'Posts by day', 'Posts by account', 'Users with the most accounts', 'All posts']) {
    await expect(dashboard.panel(title)).toContainText('There is no data of this user.');
  }
  await expect(dashboard.total('Users')).toHaveText('0');
});
