// Chromium and Firefox, and what is wrong with a page that they show.

import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';

/** What keeps Chromium from calling home, and lets it run in containers. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium() {
  const executablePath = process.env.ORQUESTA_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS });
}

export function launchFirefox() {
  const executablePath = process.env.ORQUESTA_FIREFOX ?? '/usr/bin/firefox-esr';
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
}

/**
 * Opens a new page of either browser. `complaints` collects what no good page has: errors that nothing
 * caught, warnings and errors on the console, requests that failed.
 */
export async function open(browser) {
  const page = await browser.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error}`));
  page.on('console', (message) => {
    const type = message.type();
    const { url = '' } = message.location();
    // What browsers ask for by themselves is nothing of the page.
    if (url.endsWith('/favicon.ico')) return;
    if (type === 'error' || type.startsWith('warn')) {
      complaints.push(`${type}: ${message.text()} ${url}`);
    }
  });
  page.on('requestfailed', (request) => {
    complaints.push(`failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answered ${response.status()}: ${response.url()}`);
  });
  return { page, complaints };
}

/** Opens a page, waits until its title is `done`, and gives the JSON that it shows. */
export async function shown(browser, url) {
  const { page, complaints } = await open(browser);
  try {
    await page.goto(url);
    await page.waitForFunction(() => ['done', 'failed'].includes(document.title));
    const text = await page.evaluate(() => document.querySelector('output').textContent);
    const title = await page.title();
    if (title !== 'done') throw new Error(text);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${url}: ${error.message}\n${complaints.join('\n')}`);
  } finally {
    await page.close();
  }
}
