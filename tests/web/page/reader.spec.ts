/** Languages, screen readers, colour schemes and narrow screens. */

import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Dashboard } from './page';

test.use({ failing: true });

test.describe('in Peru', () => {
  test.use({ locale: 'es-PE' });

  test('speaks Spanish, or English if wanted', async ({ dashboard, page }) => {
    await dashboard.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cuatro servicios, una respuesta');
    await expect(dashboard.panel('Publicaciones por día')).toBeVisible();
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Four services, one answer');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Four services, one answer');
    await dashboard.answered();
  });
});

test.describe('in Germany', () => {
  test.use({ locale: 'de-DE' });

  test('speaks English where it does not know the language', async ({ dashboard, page }) => {
    await dashboard.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

async function serious(dashboard: Dashboard): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page: dashboard.page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('has nothing serious against it, whole or in part', async ({ dashboard, page }) => {
      await dashboard.open();
      for (const title of ['Posts by day', 'Posts by account', 'Global dashboard', 'All posts']) {
        await dashboard.panel(title).scrollIntoViewIfNeeded();
      }
      await page.getByRole('grid').waitFor();
      await dashboard.panel('Posts by day').locator('summary').click();
      expect(await serious(dashboard)).toEqual([]);
      await dashboard.stack.fault('microservice3', { status: 500 });
      await dashboard.askAgain('partial');
      expect(await serious(dashboard)).toEqual([]);
    });

    test('has the colours of the scheme', async ({ dashboard, page }) => {
      await dashboard.open();
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(241, 243, 241)' : 'rgb(13, 19, 18)');
    });
  });
}

test('can be used by keyboard alone', async ({ dashboard, page }) => {
  await dashboard.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the data' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('User', { exact: true })).toBeFocused();
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/user_id=3/);
  await dashboard.answered('complete');
  await page.locator('.places input').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/at=edge/);
  await dashboard.answered('complete');
});

for (const width of [360, 768, 1024, 1440, 2200]) {
  test(`fits ${width} px`, async ({ dashboard, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await dashboard.open();
    await dashboard.panel('All posts').scrollIntoViewIfNeeded();
    await page.getByRole('grid').waitFor();
    const { wide, out } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      out: [...document.querySelectorAll('.panel')].filter((panel) => panel.scrollWidth > panel.clientWidth + 1).map((panel) => panel.textContent?.slice(0, 40)),
    }));
    expect(wide).toBeLessThanOrEqual(width);
    expect(out).toEqual([]);
  });
}
