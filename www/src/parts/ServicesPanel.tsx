/** How each service fares, and switches that make a sample slow, failing or dead. */

import { useState } from 'preact/hooks';
import { useDashboard, useTongue } from '../context';
import { SERVICE, SOURCES, type Source } from '../model';
import { MOODS, type Mood } from '../samples';
import { BURST, type Call } from '../services';
import { Store, usePart, useStore } from '../store';
import { Choice } from './Choice';
import { Icon } from './Icon';
import { useClock } from './useClock';

export function ServicesPanel() {
  const { words } = useTongue();
  const { services, samples } = useDashboard();
  const burst = usePart(services, (state) => state.burst);
  const [unreached, setUnreached] = useState<string | null>(null);
  return (
    <section class="panel services" id="services" aria-labelledby="services-title">
      <header><h2 id="services-title">{words.services}</h2></header>
      <ul>
        {SOURCES.map((source) => <Service key={source} source={source} onUnreached={setUnreached} />)}
      </ul>
      {unreached !== null && <p class="remark" role="alert"><Icon name="warning" />{words.unreached(unreached)}</p>}
      {samples !== null && (
        <div class="burst">
          <button type="button" disabled={burst !== null} onClick={() => void services.sendMany()}>
            {burst === null ? words.burst : words.bursting(burst)}
          </button>
          <p class="note">{words.burstHint}</p>
          <progress class={burst === null ? 'idle' : ''} max={BURST} value={burst ?? 0} aria-label={words.burst} />
        </div>
      )}
    </section>
  );
}

/** Stands in for the samples where there are none. */
const NO_SAMPLES = new Store<Record<string, Mood | null>>({});

function Service({ source, onUnreached }: { source: Source; onUnreached: (name: string | null) => void }) {
  const { words, format } = useTongue();
  const { session, services, samples } = useDashboard();
  const report = usePart(session, (state) => state.known[source].report);
  const { health, checking, calls } = useStore(services);
  const moods = useStore<Record<string, Mood | null>>(samples ?? NO_SAMPLES);
  const name = SERVICE[source];
  const change = async (mood: Mood) => {
    onUnreached(null);
    try {
      await samples?.change(name, mood);
    } catch {
      onUnreached(name);
    }
    void services.check();
    await session.ask();
  };
  const said = health?.[name];
  const state = said === undefined ? 'waiting' : said === 'healthy' ? 'well' : 'failed';
  return (
    <li data-source={source}>
      <div class="name">
        <span class="mark" data-source={source}>{name}</span>
        <small>{words.sources[source]}</small>
      </div>
      <p class="state" data-state={state} title={said}>
        <Icon name={state} />
        {state === 'well' ? words.healthy
          : state === 'failed' ? (said === 'timeout' ? words.status.timeout : words.unhealthy)
            : checking ? words.checking : words.noHealth}
      </p>
      <dl>
        <div><dt>{words.latency}</dt><dd>{report === null || report.attempts === 0 ? '–' : format.span(report.latency_ms)}</dd></div>
        <div><dt>{words.attempts}</dt><dd>{report?.attempts ?? '–'}</dd></div>
        <div><dt>{words.breaker}</dt><dd><Circuit name={name} /></dd></div>
      </dl>
      <History name={name} calls={calls[name] ?? []} />
      {samples !== null && (
        <Choice label={words.make(name)} chosen={moods[name] ?? null} onChoose={(mood) => void change(mood)}
          options={MOODS.map((mood) => ({ value: mood, label: words.moods[mood] }))} />
      )}
    </li>
  );
}

function Circuit({ name }: { name: string }) {
  const { words, format } = useTongue();
  const { circuits, told } = useStore(useDashboard().services);
  const circuit = circuits[name];
  useClock(500);
  if (circuit === undefined) return <>–</>;
  const left = circuit.remaining - (performance.now() - told);
  const text = circuit.state === 'open' && left > 0 ? words.openFor(format.span(left)) : words[circuit.state];
  return <span class="circuit" data-state={circuit.state}>{text}</span>;
}

/** The last calls as bars: their height is the latency, their colour and shape how they ended. */
function History({ name, calls }: { name: string; calls: Call[] }) {
  const { words } = useTongue();
  const longest = Math.max(...calls.map(({ latency_ms }) => latency_ms), 1);
  const counts = new Map<Call['status'], number>();
  for (const { status } of calls) counts.set(status, (counts.get(status) ?? 0) + 1);
  const text = [...counts].map(([status, count]) => `${words.status[status]}: ${count}`).join(', ');
  return (
    <div class="history" role="img" aria-label={`${words.history(name)}. ${text === '' ? words.none : text}`} title={text}>
      {calls.map(({ status, latency_ms }, index) => (
        <i key={index} data-status={status} style={{ height: `${Math.max(12, (100 * latency_ms) / longest)}%` }} />
      ))}
    </div>
  );
}
