/** The three rankings that the plan makes. */

import type { ComponentChildren } from 'preact';
import { go } from '../address';
import { useDashboard, useTongue } from '../context';
import { amount, number, records, text } from '../data/read';
import { usable } from '../model';
import { search } from '../search';
import { useStore } from '../store';
import { Icon } from './Icon';
import { Panel } from './Panel';

export function TopUsers() {
  const { words, format } = useTongue();
  const { known, topUsers } = useStore(useDashboard().session);
  const users = known.users.report;
  const unnamed = users !== null && !usable(users);
  return (
    <Panel title={words.topUsers} source="accounts" size="third" empty={() => topUsers !== undefined && records(topUsers).length === 0}>
      {() => topUsers === undefined
        // It needs two sources, of which one has not ended yet.
        ? <div class="skeleton" role="img" aria-label={words.loading} />
        : (
          <>
            <Ranking rows={records(topUsers).map((row) => {
              const id = text(row.user_id);
              const email = text(row.email);
              const name = email === 'N/A' ? words.noUser : (email ?? words.noEmail);
              return {
                name: unnamed || id === null ? (id ?? '–') : name,
                detail: id !== null && (
                  <button type="button" class="link" title={words.userOnly(id)} onClick={() => go({ user: id })}>{words.user} {id}</button>
                ),
                value: number(row.accounts_count),
                shown: format.number(amount(row.accounts_count)),
              };
            })} unit={words.accounts} />
            {unnamed && <p class="remark"><Icon name="warning" />{words.emailsMissing}</p>}
          </>
        )}
    </Panel>
  );
}

export function TopAccounts() {
  const { words, format } = useTongue();
  return (
    <Panel title={words.topAccounts} source="metrics" size="third" empty={(data) => records(data.rankings?.top_accounts).length === 0}>
      {(data) => (
        <Ranking rows={records(data.rankings?.top_accounts).map((row) => {
          const name = text(row.account) ?? '–';
          return {
            name,
            detail: (
              <button type="button" class="link" onClick={() => search.set({ text: name })}>
                {format.number(amount(row.post_count))} {words.posts.toLowerCase()} · {format.short(amount(row.total_views))} {words.views.toLowerCase()}
              </button>
            ),
            value: number(row.total_engagement),
            shown: format.number(amount(row.total_engagement)),
          };
        })} unit={`${words.engagement} (${words.summed})`} />
      )}
    </Panel>
  );
}

export function BestPosts() {
  const { words, format } = useTongue();
  return (
    <Panel title={words.bestPosts} source="metrics" size="third" empty={(data) => records(data.rankings?.best_engagement).length === 0}>
      {(data) => (
        <Ranking rows={records(data.rankings?.best_engagement).map((row) => {
          const id = text(row.post_id);
          return {
            name: text(row.account) ?? '–',
            detail: (
              <button type="button" class="link" disabled={id === null} onClick={() => search.set({ text: id ?? '' })}>
                {id ?? '–'} · {format.short(amount(row.views))} {words.views.toLowerCase()}
              </button>
            ),
            value: number(row.engagement),
            shown: format.percent(number(row.engagement)),
          };
        })} unit={`${words.engagement} (%)`} />
      )}
    </Panel>
  );
}

interface Row {
  name: string;
  detail: ComponentChildren;
  value: number | null;
  shown: string;
}

function Ranking({ rows, unit }: { rows: Row[]; unit: string }) {
  const most = Math.max(...rows.map(({ value }) => value ?? 0), 0);
  return (
    <>
      <p class="unit" aria-hidden="true">{unit}</p>
      <ol class="ranking">
        {rows.map(({ name, detail, value, shown }, index) => (
          <li key={index}>
            <span class="name" title={name}>{name}</span>
            <span class="value">{shown}<span class="unseen"> {unit}</span></span>
            <span class="detail">{detail}</span>
            <span class="meter" aria-hidden="true"><i style={{ width: `${most > 0 ? Math.max(0, (100 * (value ?? 0)) / most) : 0}%` }} /></span>
          </li>
        ))}
      </ol>
    </>
  );
}
