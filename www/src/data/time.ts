/** Posts over time: by day, week or month, without holes where nothing was posted. */

import type { Post } from './posts';

export type Step = 'day' | 'week' | 'month';

export interface Period {
  /** First day, `YYYY-MM-DD`. */
  from: string;
  posts: number;
  views: number;
  interactions: number;
  /** Mean percent of the posts that have one; `null` if none has. */
  engagement: number | null;
}

export interface Series {
  step: Step;
  periods: Period[];
  /** Posts without a usable date. */
  undated: number;
}

const DAY = 86_400_000;

/** More periods than this are no longer filled up: a single wrong date would make millions of them. */
const MOST_PERIODS = 1000;

/** The finest step that needs no more than `most` periods. */
export function stepFor(posts: Post[], most: number): Step {
  let first = '9999';
  let last = '0000';
  for (const { day } of posts) {
    if (day !== null && day < first) first = day;
    if (day !== null && day > last) last = day;
  }
  const days = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  if (!(days > most)) return 'day';
  return days / 7 > most ? 'month' : 'week';
}

/** Sums of each period, from the first with a post to the last. */
export function overTime(posts: Post[], step: Step): Series {
  const found = new Map<string, Period & { measured: number }>();
  // Many posts are of the same day, and calendars are slow.
  const starts = new Map<string, string>();
  let undated = 0;
  for (const post of posts) {
    if (post.day === null) {
      undated += 1;
      continue;
    }
    let from = starts.get(post.day);
    if (from === undefined) starts.set(post.day, (from = start(post.day, step)));
    let period = found.get(from);
    if (period === undefined) found.set(from, (period = { ...nothing(from), measured: 0 }));
    period.posts += 1;
    period.views += post.views ?? 0;
    period.interactions += post.interactions ?? 0;
    if (post.engagement !== null) {
      period.engagement = (period.engagement ?? 0) + post.engagement;
      period.measured += 1;
    }
  }
  const present = [...found.values()]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ measured, ...period }) =>
      ({ ...period, engagement: period.engagement === null ? null : period.engagement / measured }));
  return { step, periods: filled(present, step), undated };
}

function filled(present: Period[], step: Step): Period[] {
  const all: Period[] = [];
  for (const period of present) {
    let previous = all.at(-1);
    while (previous !== undefined && next(previous.from, step) < period.from) {
      all.push((previous = nothing(next(previous.from, step))));
      if (all.length > MOST_PERIODS) return present;
    }
    all.push(period);
  }
  return all;
}

function nothing(from: string): Period {
  return { from, posts: 0, views: 0, interactions: 0, engagement: null };
}

/** The first day of the period; weeks begin on Monday. */
function start(day: string, step: Step): string {
  if (step === 'day') return day;
  if (step === 'month') return `${day.slice(0, 7)}-01`;
  const time = Date.parse(day);
  return iso(time - ((new Date(time).getUTCDay() + 6) % 7) * DAY);
}

function next(from: string, step: Step): string {
  if (step !== 'month') return iso(Date.parse(from) + (step === 'day' ? DAY : 7 * DAY));
  const [year = 0, month = 0] = from.split('-').map(Number);
  return iso(Date.UTC(year, month, 1));
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
