/** A table of posts that stays smooth however many there are: only the rows in view exist. */

import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { useTongue } from '../context';
import type { Post } from '../data/posts';
import type { Tongue } from '../language';
import { COLUMNS, found, sorted, type Column, type Order } from '../table/columns';
import { useVirtual } from '../table/useVirtual';
import { Icon } from './Icon';
import { usePosts } from './usePosts';

/** Height of a row in CSS pixels, as in `table.css`. */
const ROW = 40;

/** More rows than are ever drawn at a time. */
const REUSED = 64;

export function Grid({ text }: { text: string }) {
  const { words, format } = useTongue();
  const posts = usePosts();
  const [order, setOrder] = useState<Order>({ key: 'day', descending: true });
  const inOrder = useMemo(() => sorted(posts, order), [posts, order]);
  const rows = useMemo(() => found(inOrder, text), [inOrder, text]);
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(scroll, rows.length, ROW);
  const id = useId();
  const [cursor, setCursor] = useState(-1);
  useEffect(() => setCursor(-1), [rows]);

  const move = (to: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, to));
    setCursor(next);
    virtual.show(next);
  };
  const steps: Record<string, () => void> = {
    ArrowDown: () => move(cursor + 1),
    ArrowUp: () => move(cursor - 1),
    PageDown: () => move(cursor + virtual.page),
    PageUp: () => move(cursor - virtual.page),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    Enter: () => {
      const url = rows[cursor]?.url ?? null;
      if (url !== null) open(url, '_blank', 'noopener,noreferrer');
    },
  };
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined || event.target !== event.currentTarget || rows.length === 0) return;
    event.preventDefault();
    step();
  };
  const drawn = virtual.items.some(({ index }) => index === cursor);
  return (
    <>
      <p class="note" role="status">{words.rows(format.number(rows.length), format.number(posts.length))}</p>
      <p class="unseen" id={`${id}-help`}>{words.tableHelp}</p>
      <div ref={scroll} class="grid" role="grid" tabIndex={0} aria-label={words.table} aria-describedby={`${id}-help`}
        aria-rowcount={rows.length + 1} aria-colcount={COLUMNS.length}
        aria-activedescendant={drawn ? `${id}-${cursor}` : undefined} onKeyDown={press}>
        <div class="head row" role="row" aria-rowindex={1}>
          {COLUMNS.map((column) => <Heading key={column.key} column={column} order={order} onSort={setOrder} />)}
        </div>
        <div class="rows" role="rowgroup" style={{ height: `${virtual.height}px` }}>
          {virtual.items.map(({ index, start }) => {
            const post = rows[index];
            return post === undefined ? null : (
              // Rows that leave are used again for those that come.
              <Row key={index % REUSED} words={words} format={format} id={`${id}-${index}`} post={post} index={index} top={start} current={index === cursor}
                onPoint={() => setCursor(index)} />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <p class="empty">{words.noMatch}</p>}
    </>
  );
}

function Heading({ column, order, onSort }: { column: Column; order: Order; onSort: (order: Order) => void }) {
  const { words } = useTongue();
  const active = order.key === column.key;
  const title = column.title(words);
  const sort = () => onSort({ key: column.key, descending: active ? !order.descending : column.numeric || column.key === 'day' });
  return (
    <div role="columnheader" class={`cell-${column.key}`} aria-sort={active ? (order.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" title={words.sortBy(title)} onClick={sort}>
        {title}{active && <Icon name={order.descending ? 'down' : 'up'} />}
      </button>
    </div>
  );
}

interface RowProps extends Pick<Tongue, 'words' | 'format'> {
  id: string;
  post: Post;
  index: number;
  top: number;
  current: boolean;
  onPoint: () => void;
}

function Row({ words, format, id, post, index, top, current, onPoint }: RowProps) {
  return (
    <div class="row" role="row" id={id} aria-rowindex={index + 2} aria-selected={current}
      style={{ transform: `translateY(${top}px)` }} onClick={onPoint}>
      {COLUMNS.map((column) => {
        const text = column.cell(post, format);
        const link = column.key === 'id' && post.url !== null;
        return (
          <div key={column.key} role="gridcell" class={`cell-${column.key} ${column.numeric ? 'end' : ''}`} title={column.key === 'hashtags' ? text : undefined}>
            {link
              ? <a href={post.url ?? ''} target="_blank" rel="noopener noreferrer" tabIndex={-1} aria-label={words.openPost(text)}>{text}<Icon name="away" /></a>
              : text}
          </div>
        );
      })}
    </div>
  );
}
