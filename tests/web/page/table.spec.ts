/** The table of posts with ten thousand rows. */

import { expect, test } from './page';

test.use({ posts: 10_000 });

test.beforeEach(async ({ dashboard, page }) => {
  await dashboard.open();
  await dashboard.panel('All posts').scrollIntoViewIfNeeded();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '10001');
});

test('stays smooth while it is scrolled', async ({ page }) => {
  const grid = page.getByRole('grid');
  // The usual time of a frame, each of which has rows that were not there before.
  const scroll = () => grid.evaluate(async (element) => {
    const times: number[] = [];
    const range = element.scrollHeight - element.clientHeight;
    let last = performance.now();
    for (let step = 1; step <= 120; step += 1) {
      element.scrollTop = (step * 1790) % range;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { usual: times[60] ?? 0, rows: element.querySelectorAll('[role=row]').length };
  });
  const many = await scroll();
  expect(many.rows, 'rows that exist').toBeLessThan(60);
  await page.getByRole('searchbox').fill('#viral');
  await expect(grid).not.toHaveAttribute('aria-rowcount', '10001');
  const few = await scroll();
  // Drawn without a graphics card, beside other programs, frames have no time of their own.
  expect(many.usual, 'milliseconds of the usual frame').toBeLessThan(2 * few.usual);
});

test('can be sorted by every column', async ({ page }) => {
  const grid = page.getByRole('grid');
  const views = grid.getByRole('columnheader', { name: 'Views' });
  await views.getByRole('button').click();
  await expect(views).toHaveAttribute('aria-sort', 'descending');
  const column = async () => (await grid.locator('.rows .cell-views').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  const falling = (await column()).slice(0, 10);
  expect(falling).toEqual([...falling].sort((a, b) => b - a));
  await views.getByRole('button').click();
  await expect(views).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => (await column())[0]).toBeLessThan(falling[9] ?? 0);
  const headers = await grid.getByRole('columnheader').count();
  for (let index = 0; index < headers; index += 1) {
    const header = grid.getByRole('columnheader').nth(index);
    await header.getByRole('button').click();
    await expect(header).not.toHaveAttribute('aria-sort', 'none');
  }
});

test('can be searched', async ({ dashboard, page }) => {
  const posts = await dashboard.posts();
  const fitting = posts.filter((post) => String(post.hashtags).toLowerCase().includes('#mascotas'));
  await page.getByRole('searchbox', { name: 'Search' }).fill('#mascotas');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(fitting.length + 1));
  await expect(dashboard.panel('All posts')).toContainText(`${fitting.length.toLocaleString('en-GB')} of 10,000 posts`);
  await page.getByRole('searchbox').fill('no such post anywhere');
  await expect(dashboard.panel('All posts')).toContainText('No post fits the search.');
  await page.getByRole('searchbox').fill(String(posts[77]?.postId));
  await expect(page.locator('.rows [role=row]')).toHaveCount(1);
});

test('can be used by keyboard', async ({ page, context }) => {
  const grid = page.getByRole('grid');
  await grid.focus();
  const current = () => page.locator('.rows [aria-selected=true]');
  await page.keyboard.press('ArrowDown');
  await expect(current()).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('ArrowDown');
  await expect(current()).toHaveAttribute('aria-rowindex', '3');
  await page.keyboard.press('PageDown');
  await expect(current()).not.toHaveAttribute('aria-rowindex', '3');
  await page.keyboard.press('End');
  await expect(current()).toHaveAttribute('aria-rowindex', '10001');
  await expect(grid).toHaveAttribute('aria-activedescendant', (await current().getAttribute('id')) ?? '');
  await expect(current()).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(current()).toHaveAttribute('aria-rowindex', '2');
  // Nothing outside is reached from here.
  await context.route('https://www.tiktok.com/**', (route) => route.fulfill({ body: 'a post' }));
  const opened = context.waitForEvent('page');
  await page.keyboard.press('Enter');
  expect((await opened).url()).toContain('https://www.tiktok.com/');
  expect(await (await opened).evaluate(() => window.opener)).toBeNull();
});

test('is searched by a click on a bar', async ({ dashboard, page }) => {
  const panel = dashboard.panel('Posts by account');
  await panel.scrollIntoViewIfNeeded();
  const canvas = panel.locator('canvas');
  await canvas.waitFor();
  await page.waitForTimeout(500);
  await canvas.click({ position: { x: 220, y: 22 } });
  await expect(page.getByRole('searchbox')).toHaveValue(/^@/);
  await expect(page.getByRole('grid')).toBeInViewport();
});
