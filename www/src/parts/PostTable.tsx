/** All posts in a table, which is loaded when the reader comes near it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { useTongue } from '../context';
import { search } from '../search';
import { useStore } from '../store';
import { Panel } from './Panel';
import { Seen } from './Seen';
import { noPosts } from './usePosts';

export function PostTable() {
  const { words } = useTongue();
  const { text } = useStore(search);
  const place = useRef<HTMLDivElement>(null);
  // A chart that sets the search leads here.
  useEffect(() => search.follow(() => {
    if (!place.current?.contains(document.activeElement)) place.current?.scrollIntoView({ block: 'start' });
  }), []);
  return (
    <div ref={place} class="posts">
      <Panel title={words.table} source="metrics" size="table" empty={noPosts}
        actions={(
          <label class="search">
            <span>{words.search}</span>
            <input type="search" value={text} placeholder={words.searchHint}
              onInput={(event) => search.set({ text: event.currentTarget.value })} />
          </label>
        )}>
        {() => <Seen height="table">{() => <Loaded text={text} />}</Seen>}
      </Panel>
    </div>
  );
}

type GridComponent = typeof import('./Grid').Grid;

function Loaded({ text }: { text: string }) {
  const [Grid, setGrid] = useState<GridComponent | null>(null);
  useEffect(() => {
    void import('./Grid').then((module) => setGrid(() => module.Grid));
  }, []);
  return Grid === null ? <div class="canvas table" /> : <Grid text={text} />;
}
