import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideTanStackQuery, QueryClient } from '@tanstack/angular-query-experimental';

import { App } from './app';

await bootstrapApplication(App, {
  providers: [provideZonelessChangeDetection(), provideTanStackQuery(new QueryClient())],
});
