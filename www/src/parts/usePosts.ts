/** The posts of the last answer, unpacked once however many panels show them. */

import { useDashboard } from '../context';
import { unpacked, type Columns } from '../data/columns';
import type { Post } from '../data/posts';
import type { Overview } from '../model';
import { usePart } from '../store';

const NONE: Post[] = [];
const made = new WeakMap<Columns, Post[]>();

export function usePosts(): Post[] {
  const columns = usePart(useDashboard().session, ({ known }) => known.metrics.data?.metrics?.items);
  if (columns === undefined) return NONE;
  let posts = made.get(columns);
  if (posts === undefined) made.set(columns, (posts = unpacked(columns)));
  return posts;
}

/** Whether there are no posts to show. */
export function noPosts(data: Partial<Overview>): boolean {
  return (data.metrics?.items.length ?? 0) === 0;
}
