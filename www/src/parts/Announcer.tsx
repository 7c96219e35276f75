/** Tells those who do not see the page how the last answer ended. */

import { useDashboard, useTongue } from '../context';
import { SOURCES, usable } from '../model';
import { useStore } from '../store';

export function Announcer() {
  const { words, format } = useTongue();
  const { asking, report, known, timings, where } = useStore(useDashboard().session);
  if (asking || report === null) return <p class="unseen" role="status" />;
  const time = format.span(timings[where]?.total ?? 0);
  const missing = SOURCES.filter((source) => {
    const said = known[source].report;
    return said !== null && !usable(said);
  });
  const names = missing.map((source) => words.sources[source]).join(', ');
  const text = missing.length === 0 ? words.announceComplete(time) : words.announcePartial(time, names);
  return <p class="unseen" role="status">{text}</p>;
}
