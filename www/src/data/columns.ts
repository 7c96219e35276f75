/** Posts as columns: cheap to hand from one thread to another, where thousands of objects are not. */

import { posts, type Post } from './posts';

const NUMBERS = ['views', 'likes', 'comments', 'saves', 'reposts', 'interactions', 'engagement'] as const;
/** Texts of which each is met often. */
const NAMES = ['day', 'account', 'region'] as const;
const TEXTS = ['id', 'hour', 'url', 'hashtags'] as const;

export interface Columns {
  length: number;
  /** NaN is what is not there. */
  numbers: Record<(typeof NUMBERS)[number], Float64Array>;
  names: Record<(typeof NAMES)[number], { values: (string | null)[]; at: Uint32Array }>;
  texts: Record<(typeof TEXTS)[number], (string | null)[]>;
}

/** The posts among what the metrics service gave as `items`. */
export function packed(items: unknown): Columns {
  const all = posts(items);
  const each = <K extends string, T>(keys: readonly K[], of: (key: K) => T) =>
    Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
  return {
    length: all.length,
    numbers: each(NUMBERS, (key) => Float64Array.from(all, (post) => post[key] ?? Number.NaN)),
    names: each(NAMES, (key) => dictionary(all.map((post) => post[key]))),
    texts: each(TEXTS, (key) => all.map((post) => post[key])),
  };
}

/** The posts that were packed. */
export function unpacked({ length, numbers, names, texts }: Columns): Post[] {
  const number = (key: (typeof NUMBERS)[number], index: number) => {
    const value = numbers[key][index] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const name = (key: (typeof NAMES)[number], index: number) => names[key].values[names[key].at[index] ?? -1] ?? null;
  return Array.from({ length }, (_, index) => ({
    id: texts.id[index] ?? null,
    day: name('day', index),
    hour: texts.hour[index] ?? null,
    account: name('account', index),
    url: texts.url[index] ?? null,
    views: number('views', index),
    likes: number('likes', index),
    comments: number('comments', index),
    saves: number('saves', index),
    reposts: number('reposts', index),
    interactions: number('interactions', index),
    engagement: number('engagement', index),
    hashtags: texts.hashtags[index] ?? null,
    region: name('region', index),
  }));
}

function dictionary(texts: (string | null)[]): { values: (string | null)[]; at: Uint32Array } {
  const places = new Map<string | null, number>();
  const at = Uint32Array.from(texts, (text) => {
    let place = places.get(text);
    if (place === undefined) places.set(text, (place = places.size));
    return place;
  });
  return { values: [...places.keys()], at };
}
