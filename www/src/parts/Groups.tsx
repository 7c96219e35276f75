/** Posts by account and by hashtag. A click on a bar searches the table of posts for it. */

import { useMemo } from 'preact/hooks';
import type { Drawing } from '../charts/drawing';
import { useTongue } from '../context';
import { byAccount, byHashtag, type Groups } from '../data/groups';
import type { Post } from '../data/posts';
import { search } from '../search';
import { Figure } from './Figure';
import { Panel } from './Panel';
import { Seen } from './Seen';
import { noPosts, usePosts } from './usePosts';

/** As many bars can be read in a panel of half the width. */
const BARS = 12;

export function Accounts() {
  const { words } = useTongue();
  return <GroupPanel title={words.postsByAccount} name={words.account} group={byAccount} />;
}

export function Hashtags() {
  const { words, format } = useTongue();
  return (
    <GroupPanel title={words.postsByHashtag} name={words.hashtags} group={byHashtag}
      without={(count) => words.withoutHashtag(format.number(count))} />
  );
}

interface GroupPanelProps {
  title: string;
  name: string;
  group: (posts: Post[], limit: number) => Groups;
  without?: (count: number) => string;
}

function GroupPanel(props: GroupPanelProps) {
  return (
    <Panel title={props.title} source="metrics" size="half" empty={noPosts}>
      {() => <Seen height="rows">{() => <Bars {...props} />}</Seen>}
    </Panel>
  );
}

function Bars({ title, name, group, without }: GroupPanelProps) {
  const { words, format, language } = useTongue();
  const posts = usePosts();
  const groups = useMemo(() => group(posts, BARS), [posts, group]);
  const drawing = useMemo((): Drawing => ({
    form: 'lying',
    points: groups.top.map((one) => ({
      label: one.name,
      value: one.posts,
      detail: [
        `${words.posts}: ${format.number(one.posts)}`,
        `${words.views}: ${format.number(one.views)}`,
        `${words.meanEngagement}: ${format.percent(one.engagement)}`,
      ],
    })),
    category: { name, tick: (label) => label, full: (label) => label },
    value: { name: words.axisPosts, tick: format.short, full: format.number, whole: true },
    onPick: (label) => search.set({ text: label }),
  }), [groups, language]);
  const notes = [words.ofAll(format.number(groups.top.length), format.number(groups.count))];
  if (without !== undefined && groups.without > 0) notes.push(without(groups.without));
  return (
    <Figure title={title} drawing={drawing} height="rows" note={notes.join(' · ')} />
  );
}
