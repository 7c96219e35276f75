/** How the page is tested: in Chromium, one test at a time, as they share the machine with the services. */

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env.ORQUESTA_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'dashboard', testMatch: /.*\.spec\.ts/ },
    { name: 'lighthouse', testMatch: 'lighthouse.ts', timeout: 240_000 },
    { name: 'screenshots', testMatch: 'screenshots.ts', timeout: 120_000 },
  ],
});
