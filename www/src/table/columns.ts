/** The columns of the table of posts, and how they sort and are searched. */

import type { Post } from '../data/posts';
import type { Format } from '../language';
import type { Words } from '../words';

export type Key = Exclude<keyof Post, 'hour' | 'url'>;

export interface Column {
  key: Key;
  /** Numbers stand at the end of their cell and sort from the largest first. */
  numeric: boolean;
  title(words: Words): string;
  cell(post: Post, format: Format): string;
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'day', numeric: false, title: (words) => words.date,
    cell: (post, format) => (post.day === null ? '–' : `${format.day(post.day)}${post.hour === null ? '' : ` ${post.hour.slice(0, 5)}`}`),
  },
  { key: 'account', numeric: false, title: (words) => words.account, cell: (post) => post.account ?? '–' },
  count('views', (words) => words.views),
  count('likes', (words) => words.likes),
  count('comments', (words) => words.comments),
  count('saves', (words) => words.saves),
  count('reposts', (words) => words.reposts),
  count('interactions', (words) => words.interactions),
  {
    key: 'engagement', numeric: true, title: (words) => words.engagement,
    cell: (post, format) => format.percent(post.engagement),
  },
  { key: 'region', numeric: false, title: (words) => words.region, cell: (post) => post.region ?? '–' },
  { key: 'hashtags', numeric: false, title: (words) => words.hashtags, cell: (post) => post.hashtags ?? '–' },
  { key: 'id', numeric: false, title: (words) => words.post, cell: (post) => post.id ?? '–' },
];

function count(key: 'views' | 'likes' | 'comments' | 'saves' | 'reposts' | 'interactions', title: Column['title']): Column {
  return { key, numeric: true, title, cell: (post, format) => format.number(post[key]) };
}

export interface Order {
  key: Key;
  descending: boolean;
}

/** The posts in order; those without the value stand last either way, and ties keep their places. */
export function sorted(posts: Post[], { key, descending }: Order): Post[] {
  const sign = descending ? -1 : 1;
  const value = key === 'day'
    ? (post: Post) => (post.day === null ? null : `${post.day} ${post.hour ?? ''}`)
    : (post: Post) => post[key];
  return posts
    .map((post) => ({ post, value: value(post) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return a.value === b.value ? 0 : a.value < b.value ? -sign : sign;
    })
    .map(({ post }) => post);
}

const haystacks = new WeakMap<Post, string>();

/** The posts in which every word of `text` occurs, whatever its case. */
export function found(posts: Post[], text: string): Post[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return posts;
  return posts.filter((post) => {
    let haystack = haystacks.get(post);
    if (haystack === undefined) {
      haystack = [post.account, post.hashtags, post.region, post.id, post.day].join('\n').toLowerCase();
      haystacks.set(post, haystack);
    }
    return words.every((word) => haystack.includes(word));
  });
}
