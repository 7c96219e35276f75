/** How many posts there were on each day. */

import { useMemo } from 'preact/hooks';
import type { Drawing } from '../charts/drawing';
import { useTongue } from '../context';
import { overTime, stepFor } from '../data/time';
import { Figure } from './Figure';
import { Panel } from './Panel';
import { Seen } from './Seen';
import { noPosts, usePosts } from './usePosts';

/** Up to as many days each has a bar of its own. */
const MOST_DAYS = 400;

export function Days() {
  const { words } = useTongue();
  const posts = usePosts();
  const step = useMemo(() => stepFor(posts, MOST_DAYS), [posts]);
  const title = { day: words.postsByDay, week: words.postsByWeek, month: words.postsByMonth }[step];
  return (
    <Panel title={title} source="metrics" size="wide" empty={noPosts}>
      {() => <Seen height="low">{() => <Bars title={title} />}</Seen>}
    </Panel>
  );
}

function Bars({ title }: { title: string }) {
  const { words, format, language } = useTongue();
  const posts = usePosts();
  const series = useMemo(() => overTime(posts, stepFor(posts, MOST_DAYS)), [posts]);
  const drawing = useMemo((): Drawing => ({
    form: 'standing',
    points: series.periods.map((period) => ({
      label: period.from,
      value: period.posts,
      detail: [`${words.posts}: ${format.number(period.posts)}`, `${words.views}: ${format.number(period.views)}`],
    })),
    category: { name: words.axisDay, tick: (day) => format.day(day, 'short'), full: (day) => format.day(day) },
    value: { name: words.axisPosts, tick: format.short, full: format.number, whole: true },
  }), [series, language]);
  return (
    <Figure title={title} drawing={drawing} height="low"
      note={series.undated > 0 ? words.undated(format.number(series.undated)) : undefined} />
  );
}
