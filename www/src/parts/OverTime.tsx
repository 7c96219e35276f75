/** Views, interactions and engagement over time, with the trend that the plan finds. */

import { useMemo, useState } from 'preact/hooks';
import type { Drawing } from '../charts/drawing';
import { useDashboard, useTongue } from '../context';
import { number, record, text } from '../data/read';
import { overTime, stepFor, type Period } from '../data/time';
import { usePart } from '../store';
import { Choice } from './Choice';
import { Figure } from './Figure';
import { Panel } from './Panel';
import { useStage } from './useStage';
import { noPosts, usePosts } from './usePosts';

const MEASURES = ['views', 'interactions', 'engagement'] as const;
type Measure = (typeof MEASURES)[number];

/** Finer than this a trend cannot be seen for the noise. */
const MOST_PERIODS = 62;

export function OverTime() {
  const { words } = useTongue();
  const [measure, setMeasure] = useState<Measure>('views');
  const options = MEASURES.map((value) => ({ value, label: words[value] }));
  return (
    <Panel title={words.overTime} source="metrics" size="wide" empty={noPosts} note={<Trend />}
      actions={<Choice label={words.measure} options={options} chosen={measure} onChoose={setMeasure} />}>
      {() => <Chart measure={measure} />}
    </Panel>
  );
}

function Trend() {
  const { words, format } = useTongue();
  const trends = record(usePart(useDashboard().session, ({ known }) => known.metrics.data?.trends));
  const direction = text(trends.engagement_trend);
  if (direction === null) return null;
  const growth = number(trends.growth_rate);
  const known = words.trend[direction] ?? direction;
  return (
    <>
      <strong>{known}</strong>
      {growth !== null && direction !== 'insufficient_data' && <>: {words.growth(format.percent(growth, true))}</>}
    </>
  );
}

/** The chart comes after the totals have been painted. */
function Chart({ measure }: { measure: Measure }) {
  return useStage(1) === 0 ? <div class="canvas high" /> : <Periods measure={measure} />;
}

function Periods({ measure }: { measure: Measure }) {
  const { words, format, language } = useTongue();
  const posts = usePosts();
  const series = useMemo(() => overTime(posts, stepFor(posts, MOST_PERIODS)), [posts]);
  const drawing = useMemo((): Drawing => {
    const rate = measure === 'engagement';
    const full = (value: number | null) => (rate ? format.percent(value) : format.number(value));
    const names = { views: words.axisViews, interactions: words.axisInteractions, engagement: words.axisEngagement };
    return {
      form: rate ? 'line' : 'standing',
      points: series.periods.map((period: Period) => ({
        label: period.from,
        value: period[measure],
        detail: [
          `${words.views}: ${format.number(period.views)}`,
          `${words.interactions}: ${format.number(period.interactions)}`,
          `${words.meanEngagement}: ${format.percent(period.engagement)}`,
          `${words.posts}: ${format.number(period.posts)}`,
        ],
      })),
      category: { name: words.axisDay, tick: (day) => format.day(day, 'short'), full: (day) => format.day(day) },
      value: { name: names[measure], tick: format.short, full, whole: !rate },
    };
  }, [series, measure, language]);
  const undated = series.undated === 0 ? '' : ` · ${words.undated(format.number(series.undated))}`;
  return (
    <Figure title={`${words.overTime}: ${words[measure]}`} drawing={drawing} height="high"
      note={<>{words.overTimeNote(series.step)}{undated}</>} />
  );
}
