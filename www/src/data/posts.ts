/** Posts as the page uses them, made of the items that the metrics service gives. */

import { list, number, record, text, webAddress } from './read';

export interface Post {
  id: string | null;
  /** `YYYY-MM-DD`. */
  day: string | null;
  /** `HH:MM:SS`. */
  hour: string | null;
  account: string | null;
  url: string | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
  saves: number | null;
  reposts: number | null;
  interactions: number | null;
  /** Percent. */
  engagement: number | null;
  hashtags: string | null;
  region: string | null;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const HOUR = /^\d{2}:\d{2}(?::\d{2})?$/;

/** One post for each item, in their order; of an item that is no record every field is `null`. */
export function posts(items: unknown): Post[] {
  return list(items).map(post);
}

function post(item: unknown): Post {
  const from = record(item);
  const hour = text(from.hourPosted);
  return {
    id: text(from.postId),
    day: calendarDay(from.datePosted),
    hour: hour !== null && HOUR.test(hour) ? hour : null,
    account: text(from.usernameTiktokAccount),
    url: webAddress(from.postURL),
    views: number(from.views),
    likes: number(from.likes),
    comments: number(from.comments),
    saves: number(from.saves),
    reposts: number(from.reposts),
    interactions: number(from.totalInteractions),
    engagement: number(from.engagement),
    hashtags: text(from.hashtags),
    region: text(from.regionPost),
  };
}

/** The day that a date begins with, if the calendar has it. */
function calendarDay(value: unknown): string | null {
  const day = text(value)?.slice(0, 10) ?? '';
  if (!DAY.test(day)) return null;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day) ? day : null;
}

const HASHTAG = /#[\p{L}\p{N}\p{M}_]+/gu;

/** The hashtags of a text, each once, in lower case. */
export function hashtags(of: string | null): Set<string> {
  return new Set((of ?? '').toLowerCase().match(HASHTAG) ?? []);
}
