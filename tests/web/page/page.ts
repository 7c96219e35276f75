/**
 * A page with everything that it needs behind it.
 *
 * Whatever the page writes to its console as a warning or an error, and whatever it throws, fails the
 * test. Only what the browser itself says of requests that failed is expected where a test makes them fail.
 */

import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { Stack } from './stack';

interface Fixtures {
  dashboard: Dashboard;
  /** Whether requests to services may fail. */
  failing: boolean;
}

export const test = base.extend<Fixtures, { stack: Stack; posts: number }>({
  posts: [6000, { option: true, scope: 'worker' }],
  stack: [async ({ posts }, use) => {
    const stack = await Stack.start({ posts });
    await use(stack);
    await stack.stop();
  }, { scope: 'worker', timeout: 60_000 }],
  failing: [false, { option: true }],
  dashboard: async ({ page, stack, failing }, use) => {
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      const ofNetwork = message.text().startsWith('Failed to load resource');
      if (['warning', 'error'].includes(message.type()) && !(failing && ofNetwork)) said.push(message.text());
    });
    await stack.heal();
    await use(new Dashboard(page, stack));
    await stack.heal();
    expect(said, 'the page said').toEqual([]);
  },
});

export { expect };

export class Dashboard {
  readonly page: Page;
  readonly stack: Stack;
  /** How the last answer went, in the bar on top. */
  readonly outcome: Locator;

  constructor(page: Page, stack: Stack) {
    this.page = page;
    this.stack = stack;
    this.outcome = page.locator('.outcome');
  }

  /** Opens the page and waits for the whole answer. */
  async open(query = ''): Promise<void> {
    await this.page.goto(`${this.stack.page}/${query}`);
    await this.answered();
  }

  async answered(outcome = ''): Promise<void> {
    await expect(this.page.locator(`.outcome[data-outcome${outcome === '' ? '' : `="${outcome}"`}]`)).toBeVisible();
  }

  /** A panel by its heading. */
  panel(title: string): Locator {
    return this.page.locator('section.panel').filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  /** One of the totals by its label. */
  total(label: string): Locator {
    return this.page.locator('.totals .figure').filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd');
  }

  /** Asks again and waits for the answer. */
  async askAgain(outcome = ''): Promise<void> {
    await this.page.getByRole('button', { name: 'Ask again' }).click();
    await this.answered(outcome);
  }

  /** What a service says. */
  async asked(service: string, path: string, body?: object): Promise<unknown> {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await fetch(`${this.stack.services[service]}${path}`, request)).json();
  }

  /** The posts of the samples. */
  async posts(): Promise<Record<string, never>[]> {
    return ((await this.asked('microservice3', '/dbquery/user', {})) as { items: Record<string, never>[] }).items;
  }

  /** What the Worker says of everything. */
  async summary(user?: string): Promise<{ summary: Record<string, number>; rankings: Record<string, Record<string, never>[]> }> {
    const query = user === undefined ? '' : `?user_id=${user}`;
    return (await fetch(`${this.stack.edge}/api/dashboard/summary${query}`)).json() as never;
  }
}

/** Whether something is drawn on a canvas. */
export async function drawn(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element;
    if (width === 0 || height === 0) return false;
    const pixels = element.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return pixels.some((value) => value !== 0);
  });
}
