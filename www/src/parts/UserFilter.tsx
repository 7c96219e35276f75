/** Whose data are shown: kept in the address, so that it can be shared and gone back from. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { address, go } from '../address';
import { records, text } from '../data/read';
import { useDashboard, useTongue } from '../context';
import { usePart, useStore } from '../store';
import { Icon } from './Icon';

export function UserFilter() {
  const { words } = useTongue();
  const { user } = useStore(address);
  const [draft, setDraft] = useState(user ?? '');
  useEffect(() => setDraft(user ?? ''), [user]);
  const show = (event: Event) => {
    event.preventDefault();
    go({ user: draft.trim() === '' ? null : draft.trim() });
  };
  return (
    <form class="user" role="search" onSubmit={show}>
      <label for="user">{words.user}</label>
      <input id="user" list="users" inputMode="numeric" autocomplete="off" spellcheck={false}
        placeholder={words.userHint} value={draft} onInput={(event) => setDraft(event.currentTarget.value)} />
      <Suggestions />
      {user !== null && (
        <button type="button" class="bare" aria-label={words.userClear} title={words.userClear} onClick={() => go({ user: null })}>
          <Icon name="close" />
        </button>
      )}
      <button type="submit">{words.userShow}</button>
    </form>
  );
}

/** The users of the last answer for everyone. */
function Suggestions() {
  const { session } = useDashboard();
  const user = usePart(session, (state) => state.user);
  const users = usePart(session, ({ known }) => known.users.data?.users);
  const everyone = useRef<unknown>(null);
  if (user === null && users !== undefined) everyone.current = users;
  const options = useMemo(() => records(everyone.current).slice(0, 500), [everyone.current]);
  return (
    <datalist id="users">
      {options.map((option) => {
        const id = text(option.id);
        return id === null ? null : <option key={id} value={id}>{text(option.email) ?? id}</option>;
      })}
    </datalist>
  );
}
