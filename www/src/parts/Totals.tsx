/** The totals, each as soon as its own source has answered. */

import type { ComponentChildren } from 'preact';
import { useDashboard, useTongue } from '../context';
import { amount, number } from '../data/read';
import { usable, type Known, type Source } from '../model';
import { usePart } from '../store';
import { Missing } from './Missing';
import { Icon } from './Icon';
import { SourceMark } from './Panel';

export function Totals() {
  const { words, format } = useTongue();
  const known = usePart(useDashboard().session, (state) => state.known);
  const { users, accounts, metrics } = known;
  const sum = metrics.data?.summary;
  const failed = (['users', 'accounts', 'metrics'] as const).filter((source) => {
    const { report } = known[source];
    return report !== null && !usable(report);
  });
  return (
    <section class="panel band totals" aria-labelledby="totals">
      <h2 id="totals" class="unseen">{words.totals}</h2>
      <dl>
        <Figure lead source="metrics" known={metrics} label={words.views} value={format.short(amount(sum?.total_views))}
          exact={format.number(amount(sum?.total_views))} />
        <Figure source="metrics" known={metrics} label={words.likes} value={format.short(amount(sum?.total_likes))}
          exact={format.number(amount(sum?.total_likes))} />
        <Figure source="metrics" known={metrics} label={words.interactions} value={format.short(amount(sum?.total_interactions))}
          exact={format.number(amount(sum?.total_interactions))} />
        <Figure source="metrics" known={metrics} label={words.meanEngagement} value={format.percent(number(sum?.average_engagement))} />
        <Figure source="users" known={users} label={words.users} value={format.number(number(users.data?.summary?.total_users))} />
        <Figure source="accounts" known={accounts} label={words.accounts}
          value={format.number(number(accounts.data?.summary?.total_accounts))} />
      </dl>
      {failed.map((source) => <Missing key={source} source={source} known={known[source]} />)}
    </section>
  );
}

interface FigureProps {
  label: string;
  value: ComponentChildren;
  /** The same to the last digit, where `value` is short for it. */
  exact?: string;
  known: Known;
  source: Source;
  lead?: boolean;
}

function Figure({ label, value, exact, known, source, lead = false }: FigureProps) {
  const { words } = useTongue();
  const { report, data } = known;
  const failed = report !== null && !usable(report);
  return (
    <div class={`figure ${lead ? 'lead' : ''} ${exact === undefined ? '' : 'long'}`} data-source={source} aria-busy={known.pending}>
      <dt><SourceMark source={source} pending={known.pending} small />{label}</dt>
      {data === null
        ? <dd class="absent">{failed ? <><Icon name="failed" /><span class="unseen">{words.missing(label)}</span></> : <span class="skeleton" role="img" aria-label={words.loading} />}</dd>
        : <dd class={failed ? 'former' : ''}>
            <span>{value}</span>
            {exact !== undefined && exact !== value && <small>{exact}</small>}
          </dd>}
    </div>
  );
}
