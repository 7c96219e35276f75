/** Posts counted by account and by hashtag. */

import { hashtags, type Post } from './posts';

export interface Group {
  name: string;
  posts: number;
  views: number;
  /** Mean percent of the posts that have one; `null` if none has. */
  engagement: number | null;
}

export interface Groups {
  /** Those with the most posts, then views. */
  top: Group[];
  /** How many there are in all. */
  count: number;
  /** Posts that are in none. */
  without: number;
}

/** The accounts with the most posts. */
export function byAccount(posts: Post[], limit: number): Groups {
  return grouped(posts, limit, (post) => (post.account === null ? [] : [post.account]));
}

/** The hashtags of the most posts. */
export function byHashtag(posts: Post[], limit: number): Groups {
  return grouped(posts, limit, (post) => hashtags(post.hashtags));
}

interface Sums {
  posts: number;
  views: number;
  engagement: number;
  measured: number;
}

function grouped(posts: Post[], limit: number, names: (post: Post) => Iterable<string>): Groups {
  const groups = new Map<string, Sums>();
  let without = 0;
  for (const post of posts) {
    let any = false;
    for (const name of names(post)) {
      any = true;
      let sums = groups.get(name);
      if (sums === undefined) groups.set(name, (sums = { posts: 0, views: 0, engagement: 0, measured: 0 }));
      sums.posts += 1;
      sums.views += post.views ?? 0;
      if (post.engagement !== null) {
        sums.engagement += post.engagement;
        sums.measured += 1;
      }
    }
    if (!any) without += 1;
  }
  const top = [...groups]
    .sort(([, a], [, b]) => b.posts - a.posts || b.views - a.views)
    .slice(0, limit)
    .map(([name, { posts, views, engagement, measured }]) =>
      ({ name, posts, views, engagement: measured === 0 ? null : engagement / measured }));
  return { top, count: groups.size, without };
}
