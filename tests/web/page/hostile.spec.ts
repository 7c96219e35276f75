/** What services may say that is not what it must be: it is shown as far as it goes, and does no harm. */

import { expect, test } from './page';

const ITEMS = [
  null, 7, 'post', [], {},
  { postId: '1', datePosted: '2025-02-31', views: 'many', engagement: null, usernameTiktokAccount: { a: 1 } },
  { postId: '2', datePosted: '9999-12-31', hourPosted: 140000, views: 1e308, likes: -5, engagement: 1e308, usernameTiktokAccount: '@two' },
  { postId: '3', datePosted: '0001-01-01', views: 123456789012345680000, engagement: 3, hashtags: ['#a'], usernameTiktokAccount: '@three' },
  {
    postId: '<img src=x onerror="document.title=\'owned\'">', datePosted: '2025-03-01', views: 5, likes: 5, engagement: 50,
    usernameTiktokAccount: '<script>document.title="owned"</script>', hashtags: '#fyp <b>bold</b> #ñandú', regionPost: '"><svg onload=alert(1)>',
    postURL: 'javascript:document.title="owned"',
  },
  { postId: '5', datePosted: '2025-03-02', views: 6, engagement: 2, usernameTiktokAccount: '@' + 'x'.repeat(5000), postURL: 'https://www.tiktok.com/@a/video/5' },
];

test('takes fields of any type, and never as markup', async ({ dashboard, page }) => {
  const metrics = { items: ITEMS, count: ITEMS.length, dashboard: 'none' };
  await dashboard.stack.fault('microservice3', { body_json: metrics });
  await dashboard.stack.fault('microservice1', { body_json: [null, { id: { a: 1 }, email: 5 }, { id: 3, email: '<i>mail</i>' }] });
  await dashboard.stack.fault('microservice2', { body_json: [{ userId: 3 }, { userId: [] }, null, { user_id: 'x' }] });
  await dashboard.stack.fault('microservice4', { body_json: [null, 3, { username: ['x'], totalViews: 'no', lastPosted: 'yesterday' }] });
  await dashboard.open();
  await expect(dashboard.panel('Over time').locator('canvas')).toBeVisible();
  await expect(dashboard.panel('Over time')).toContainText(/values? could not be used/);
  for (const title of ['Posts by account', 'Posts by hashtag', 'Global dashboard', 'All posts']) {
    await dashboard.panel(title).scrollIntoViewIfNeeded();
  }
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', String(ITEMS.length + 1));
  await expect(grid).toContainText('<img src=x onerror="document.title=\'owned\'">');
  await expect(grid.locator('a')).toHaveCount(1);
  await expect(grid.locator('a')).toHaveAttribute('href', 'https://www.tiktok.com/@a/video/5');
  await expect(grid.locator('a')).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(page).toHaveTitle('orquesta');
  // What these hold is cut off at their edge.
  const wide = await page.evaluate(() => [...document.querySelectorAll('main *')]
    .filter((element) => element.closest('.grid, .scroll, .value *') === null && element.getBoundingClientRect().right > innerWidth)
    .map((element) => `${element.tagName} ${element.className}`));
  expect(wide, 'wider than the page').toEqual([]);
});

test('keeps sums exact that no double holds', async ({ dashboard }) => {
  const items = Array.from({ length: 3 }, (_, index) => ({ postId: String(index), datePosted: '2025-03-01', views: 9007199254740993, engagement: 1 }));
  const body = JSON.stringify({ items, count: 3, dashboard: [] }).replaceAll('9007199254740992', '9007199254740993');
  await dashboard.stack.fault('microservice3', { body, content_type: 'application/json' });
  await dashboard.open();
  await expect(dashboard.total('Views')).toContainText('27,021,597,764,222,979');
});

test('loads nothing from elsewhere, and says so in its policy', async ({ dashboard, page }) => {
  const elsewhere: string[] = [];
  const own = new Set([dashboard.stack.page, dashboard.stack.edge, ...Object.values(dashboard.stack.services)].map((url) => new URL(url).origin));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !own.has(origin)) elsewhere.push(request.url());
  });
  await dashboard.open();
  expect(elsewhere).toEqual([]);
  const policy = await page.locator('meta[http-equiv=content-security-policy]').getAttribute('content');
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe");
  expect(policy).toContain(`connect-src 'self' ${new URL(dashboard.stack.services.microservice1 ?? '').origin}`);
});
