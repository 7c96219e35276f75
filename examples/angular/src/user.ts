import { Component, computed, input } from '@angular/core';
import { injectQuery } from '@tanstack/angular-query-experimental';
import { queryOptions } from 'orquesta/query';

import { client } from './plan';

/** Shows each part of the answer as soon as its source has answered. */
@Component({
  selector: 'app-user',
  template: `
    @if (query.error(); as error) {
      <p role="alert">{{ error.message }}</p>
    } @else {
      <section [attr.aria-busy]="query.isFetching()">
        <h2>{{ answer().user?.username ?? '…' }}</h2>
        <p>{{ answer().posts ?? '…' }} posts, {{ answer().views ?? '…' }} views</p>
        <ol>
          @for (post of answer().best; track post.url) {
            <li>{{ post.views }} views</li>
          }
        </ol>
        <!-- There is no report until the answer is whole. -->
        @if (query.data()?.report; as report) {
          <p>{{ report.outcome }}</p>
        }
        <button (click)="query.refetch()">refetch</button>
      </section>
    }
  `,
})
export class User {
  readonly id = input.required<number>();
  readonly query = injectQuery(() =>
    queryOptions(client, '/users/{user_id}', { user_id: this.id() }),
  );
  readonly answer = computed(() => this.query.data()?.data ?? {});
}
