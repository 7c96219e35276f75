import { Component, signal } from '@angular/core';

import { User } from './user';

@Component({
  selector: 'app-root',
  imports: [User],
  template: `
    <main>
      <h1>orquesta and Angular</h1>
      <!-- What is no longer shown is no longer asked for: its requests are aborted. -->
      <button (click)="shown.set(!shown())">{{ shown() ? 'hide' : 'show' }}</button>
      @if (shown()) {
        <app-user [id]="1" />
      }
    </main>
  `,
})
export class App {
  readonly shown = signal(true);
}
