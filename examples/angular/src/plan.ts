// What the page needs of whom: a user, and what the posts of that user add up to.

import { createClient, definePlan } from 'orquesta';

export const plan = definePlan({
  variables: { USERS_URL: 'http://localhost:8081', POSTS_URL: 'http://localhost:8000' },
  services: {
    users: { url: '${USERS_URL}' },
    posts: { url: '${POSTS_URL}', timeout: '5s' },
  },
  sources: {
    user: { service: 'users', path: '/api/v1/auth/profile/{user_id}', empty: {} },
    posts: {
      service: 'posts',
      method: 'POST',
      path: '/dbquery/user',
      body: { userId: { $parameter: 'user_id' } },
      repeatable: true,
      count: '/count',
      empty: { items: [], count: 0 },
    },
  },
  endpoints: {
    'GET /users/{user_id}': {
      parameters: { user_id: { type: 'integer', min: 1 } },
      answer: {
        user: { $source: 'user' },
        posts: { $length: 'posts', path: '/items' },
        views: { $sum: 'posts', each: '/items', value: '/views' },
        best: {
          $top: 'posts',
          each: '/items',
          by: '/views',
          item: { url: '/postURL', views: '/views' },
          limit: 3,
        },
      },
    },
  },
});

/** What the plan cannot know. */
interface Bodies {
  user: { username?: string };
}

// `?POSTS_URL=…` in the address asks another service than the sample.
const variables = Object.fromEntries(new URLSearchParams(location.search));

export const client = createClient({ plan, variables, bodies: {} as Bodies });
