/** What is missing, since when and why, and a way to ask again. */

import { useDashboard, useTongue } from '../context';
import type { Known, Source } from '../model';
import { usePart } from '../store';
import { Icon } from './Icon';
import { useClock } from './useClock';

export function Missing({ source, known }: { source: Source; known: Known }) {
  const { words, format } = useTongue();
  const { session } = useDashboard();
  const asking = usePart(session, (state) => state.asking);
  const now = useClock(5000);
  const { report, failingSince, at, data } = known;
  if (report === null) return null;
  const status = words.status[report.status];
  const since = failingSince ?? now;
  return (
    <div class="missing">
      <Icon name="failed" />
      <div>
        <p>
          <strong>{words.missing(words.sources[source])}</strong>{' '}
          <time dateTime={new Date(since).toISOString()}>
            {words.missingSince(format.clock(since), format.ago(since, Math.max(now, since)))}
          </time>
        </p>
        <p>
          {report.attempts === 0
            ? words.failedUnasked(report.service, status)
            : words.failedHow(report.service, status, report.attempts, format.span(report.latency_ms))}
          {report.reason !== null && <> — <q lang="en">{report.reason}</q></>}.
          {data !== null && at !== null && <> {words.formerShown(format.clock(at))}</>}
        </p>
      </div>
      <button type="button" disabled={asking} onClick={() => void session.ask()}>
        <Icon name="again" />{words.retryNow}
      </button>
    </div>
  );
}
