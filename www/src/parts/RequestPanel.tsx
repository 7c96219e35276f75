/** The last request: where it was answered, how long that took there and in the other place, and its attempts. */

import { useDashboard, useTongue } from '../context';
import type { Timing, Where } from '../model';
import { move } from '../start';
import { usePart } from '../store';
import { Icon } from './Icon';
import { Waterfall } from './Waterfall';

export function RequestPanel() {
  const { words } = useTongue();
  const { session } = useDashboard();
  const asking = usePart(session, (state) => state.asking);
  return (
    <section class="panel request" id="request" aria-labelledby="request-title" aria-busy={asking}>
      <header>
        <h2 id="request-title">{words.request}</h2>
        <button type="button" disabled={asking} onClick={() => void session.ask()}>
          <Icon name="again" />{words.askAgain}
        </button>
      </header>
      <Places />
      <Waterfall />
    </section>
  );
}

function Places() {
  const { words } = useTongue();
  const { config, session } = useDashboard();
  const where = usePart(session, (state) => state.where);
  const timings = usePart(session, (state) => state.timings);
  const longest = Math.max(...Object.values(timings).map(({ total }) => total), 1);
  return (
    <fieldset class="places">
      <legend class="unseen">{words.where}</legend>
      {(['browser', 'edge'] as const).map((place) => (
        <Place key={place} place={place} chosen={place === where} timing={timings[place]} longest={longest}
          possible={place === 'edge' ? config.edge !== null : config.services !== null} />
      ))}
    </fieldset>
  );
}

interface PlaceProps {
  place: Where;
  chosen: boolean;
  possible: boolean;
  timing: Timing | undefined;
  /** The longer of the two times, which fills the bar. */
  longest: number;
}

function Place({ place, chosen, possible, timing, longest }: PlaceProps) {
  const { words, format } = useTongue();
  const first = timing !== undefined && (place === 'browser' ? words.firstPanel(format.span(timing.first)) : words.atOnce);
  return (
    <label data-outcome={timing?.outcome}>
      <input type="radio" name="place" value={place} checked={chosen} disabled={!possible} onChange={() => move(place)} />
      <span class="place">
        <span class="name">{words[place]}</span>
        <span class="time">{timing === undefined ? '–' : format.span(timing.total)}</span>
        <small>{timing === undefined ? words.notMeasured : first}</small>
        <span class="meter" aria-hidden="true">
          <i style={{ width: `${(100 * (timing?.total ?? 0)) / longest}%` }} />
          {place === 'browser' && timing !== undefined && <b style={{ left: `${(100 * timing.first) / longest}%` }} />}
        </span>
      </span>
    </label>
  );
}
