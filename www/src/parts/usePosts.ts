/** The posts of the last answer, read once however many panels show them. */

import { useDashboard } from '../context';
import { posts, type Post } from '../data/posts';
import { record } from '../data/read';
import type { Overview } from '../model';
import { useStore } from '../store';

const read = new WeakMap<object, Post[]>();

/** The posts in an overview; empty while there is none. */
export function postsOf(data: Partial<Overview> | null): Post[] {
  const items = record(data?.metrics).items;
  if (!Array.isArray(items)) return [];
  let found = read.get(items);
  if (found === undefined) read.set(items, (found = posts(items)));
  return found;
}

export function usePosts(): Post[] {
  const { known } = useStore(useDashboard().session);
  return postsOf(known.metrics.data);
}

/** Whether there are no posts to show. */
export function noPosts(data: Partial<Overview>): boolean {
  const items = record(data.metrics).items;
  return !Array.isArray(items) || items.length === 0;
}
