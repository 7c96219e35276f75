/** The last request attempt by attempt: a lane for each source, on one scale of time. */

import type { Attempt } from 'orquesta';
import { useEffect, useState } from 'preact/hooks';
import { useDashboard, useTongue } from '../context';
import { SERVICE, SOURCES, type Source } from '../model';
import { useStore } from '../store';

/** The scale is never shorter than this, so that a bar does not begin by filling the lane. */
const SHORTEST = 200;

export function Waterfall() {
  const { words, format } = useTongue();
  const { asking, askedAt, report } = useStore(useDashboard().session);
  const passed = useFrames(asking) - askedAt;
  const end = asking ? Math.max(SHORTEST, passed) : Math.max(report?.elapsed_ms ?? 0, 10);
  const ticks = marks(end);
  return (
    <div class="waterfall">
      <ol>
        {SOURCES.map((source) => <Lane key={source} source={source} end={end} />)}
      </ol>
      <div class="scale" aria-hidden="true">
        {ticks.map((tick) => <span key={tick} style={{ left: `${(100 * tick) / end}%` }}>{format.span(tick)}</span>)}
      </div>
      <p class="unseen">{words.sinceRequest}</p>
    </div>
  );
}

function Lane({ source, end }: { source: Source; end: number }) {
  const { words } = useTongue();
  const { asking, known, report } = useStore(useDashboard().session);
  const { pending, report: said } = known[source];
  const last = asking ? undefined : report?.sources[source];
  const service = SERVICE[source];
  const attempts = last?.timeline ?? [];
  const status = asking && pending ? null : (last ?? said)?.status;
  return (
    <li data-source={source}>
      <span class="label">
        <span class="mark" data-source={source}>{service}</span>
        <span class="said" data-status={status ?? 'waiting'}>
          {status === null || status === undefined ? words.waiting : words.status[status]}
        </span>
      </span>
      <span class="track">
        {asking && pending && <i class="bar waiting" style={{ left: 0, width: '100%' }} />}
        {asking && !pending && said !== null && <i class="bar" data-well={isWell(said.status)} style={{ left: 0, width: `${share(said.latency_ms, end)}%` }} />}
        {attempts.length > 1 && <i class="thread" style={span(attempts[0]?.sent_ms ?? 0, attempts.at(-1)?.sent_ms ?? 0, end)} />}
        {attempts.map((attempt, index) => <Bar key={index} attempt={attempt} end={end} service={service} />)}
        {!asking && last !== undefined && attempts.length === 0 && <span class="unasked">{words.notAsked}</span>}
      </span>
    </li>
  );
}

function Bar({ attempt, end, service }: { attempt: Attempt; end: number; service: string }) {
  const { words, format } = useTongue();
  const ended = attempt.ended_ms ?? end;
  const result = attempt.result ?? words.neverEnded;
  const text = words.attemptOf(service, words[attempt.kind], format.span(attempt.sent_ms),
    attempt.ended_ms === null ? '…' : format.span(attempt.ended_ms), result);
  const kind = attempt.result === null || attempt.result === 'unwanted' ? 'left' : /^2\d\d$/.test(attempt.result) ? 'well' : 'failed';
  return (
    <i class={`bar ${attempt.kind}`} data-well={kind === 'well'} data-kind={kind} style={span(attempt.sent_ms, ended, end)} title={text}>
      <span class="unseen">{text}.</span>
      <span class="result" aria-hidden="true">{result}</span>
    </i>
  );
}

function span(from: number, to: number, end: number): { left: string; width: string } {
  return { left: `${share(from, end)}%`, width: `${share(Math.max(0, to - from), end)}%` };
}

function share(time: number, end: number): number {
  return Math.min(100, (100 * time) / end);
}

function isWell(status: string): boolean {
  return status === 'ok' || status === 'no_data';
}

/** Round times up to the end, five at most. */
function marks(end: number): number[] {
  const rough = end / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

/** The clock of `performance.now()`, followed while there is something to follow. */
function useFrames(running: boolean): number {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
