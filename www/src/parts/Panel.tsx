/**
 * A panel that lives on one source: it waits for it, shows what it gave, or says what is missing.
 *
 * What the source gave before stays when it fails; the panel then says how old it is.
 */

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useDashboard, useTongue } from '../context';
import { SERVICE, usable, type Known, type Overview, type Source } from '../model';
import { usePart } from '../store';
import { Missing } from './Missing';
import { Icon } from './Icon';

export interface PanelProps {
  title: string;
  source: Source;
  /** How much room it takes; see `layout.css`. */
  size: 'wide' | 'half' | 'third' | 'table' | 'band';
  note?: ComponentChildren;
  actions?: ComponentChildren;
  /** Whether what the source gave holds nothing for this panel. */
  empty: (data: Partial<Overview>) => boolean;
  children: (data: Partial<Overview>) => ComponentChildren;
}

export function Panel({ title, source, size, note, actions, empty, children }: PanelProps) {
  const heading = useId();
  const known = usePart(useDashboard().session, (state) => state.known[source]);
  return (
    <section class={`panel ${size}`} aria-labelledby={heading} data-source={source} aria-busy={known.pending}>
      <header>
        <div>
          <h2 id={heading}>{title}</h2>
          {note !== undefined && known.data !== null && <p class="note">{note}</p>}
        </div>
        {known.data !== null && actions}
        <SourceMark source={source} pending={known.pending} />
      </header>
      <Content source={source} known={known} empty={empty}>{children}</Content>
      <Remarks known={known} />
    </section>
  );
}

/** The service that a panel depends on, in the colour of its source. */
export function SourceMark({ source, pending = false, small = false }: { source: Source; pending?: boolean; small?: boolean }) {
  return (
    <span class={`mark ${pending ? 'pending' : ''}`} data-source={source} title={small ? SERVICE[source] : undefined}>
      {!small && SERVICE[source]}
    </span>
  );
}

function Content({ source, known, empty, children }:
  { source: Source; known: Known } & Pick<PanelProps, 'empty' | 'children'>) {
  const { words } = useTongue();
  const user = usePart(useDashboard().session, (state) => state.user);
  const { report, data } = known;
  const failed = report !== null && !usable(report);
  return (
    <>
      {failed && <Missing source={source} known={known} />}
      {data === null
        ? !failed && <div class="skeleton" role="img" aria-label={words.loading} />
        : empty(data)
          ? <p class="empty">{user === null ? words.empty : words.emptyUser}</p>
          : children(data)}
    </>
  );
}

/** What one should know of data that are not quite what was asked for. */
function Remarks({ known: { report, at, data } }: { known: Known }) {
  const { words, format } = useTongue();
  if (report === null || data === null || !usable(report)) return null;
  const remarks: string[] = [];
  if (report.status === 'stale' && at !== null) remarks.push(words.stale(format.ago(at, Date.now())));
  if (report.status === 'fallback') remarks.push(words.fallback);
  if (report.unusable > 0) remarks.push(words.unusable(format.number(report.unusable), report.unusable === 1));
  return remarks.length === 0 ? null : (
    <p class="remark"><Icon name="warning" />{remarks.join(' · ')}</p>
  );
}
