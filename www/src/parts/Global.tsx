/** What the global dashboard says of the accounts. */

import { useTongue } from '../context';
import { amount, number, records, text } from '../data/read';
import type { Overview } from '../model';
import { search } from '../search';
import { Panel } from './Panel';

const SHOWN = 8;

export function Global() {
  const { words, format } = useTongue();
  const rows = (data: Partial<Overview>) => records(data.dashboard_data);
  return (
    <Panel title={words.global} source="dashboard" size="wide" empty={(data) => rows(data).length === 0}>
      {(data) => (
        <>
          <div class="scroll" tabIndex={0} role="group" aria-label={words.global}>
            <table class="plain">
              <thead>
                <tr>
                  <th scope="col">{words.account}</th>
                  <th scope="col" class="end">{words.posts}</th>
                  <th scope="col" class="end">{words.views}</th>
                  <th scope="col" class="end">{words.likes}</th>
                  <th scope="col" class="end">{words.interactions}</th>
                  <th scope="col" class="end">{words.meanEngagement}</th>
                  <th scope="col" class="end">{words.lastPosted}</th>
                </tr>
              </thead>
              <tbody>
                {most(rows(data)).map((row, index) => {
                  const name = text(row.username) ?? text(row.usernameTiktokAccount);
                  const last = text(row.lastPosted);
                  return (
                    <tr key={index}>
                      <th scope="row">
                        {name === null ? '–' : <button type="button" class="link" onClick={() => search.set({ text: name })}>{name}</button>}
                      </th>
                      <td class="end">{format.number(amount(row.totalPosts))}</td>
                      <td class="end">{format.number(amount(row.totalViews))}</td>
                      <td class="end">{format.number(amount(row.totalLikes))}</td>
                      <td class="end">{format.number(amount(row.totalInteractions))}</td>
                      <td class="end">{format.percent(number(row.averageEngagement))}</td>
                      <td class="end">{last === null ? '–' : Number.isNaN(Date.parse(last)) ? last.slice(0, 24) : format.day(last)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <p class="note">{words.globalNote(words.ofAll(format.number(Math.min(SHOWN, rows(data).length)), format.number(rows(data).length)))}</p>
        </>
      )}
    </Panel>
  );
}

function most(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.toSorted((a, b) => (number(b.totalViews) ?? -1) - (number(a.totalViews) ?? -1)).slice(0, SHOWN);
}
