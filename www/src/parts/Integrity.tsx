/** Says why there is no answer at all, when there is none. */

import { useDashboard, useTongue } from '../context';
import { isRefusal } from '../session';
import { useStore } from '../store';
import { Icon } from './Icon';

export function Integrity() {
  const { words } = useTongue();
  const { session } = useDashboard();
  const { error, user } = useStore(session);
  if (error === null) return null;
  const refused = isRefusal(error) && user !== null;
  return (
    <div class="alarm" role="alert">
      <Icon name="failed" />
      <div>
        <strong>{refused ? words.badUser : words.noAnswer}</strong>
        <p lang="en">{error.message}</p>
      </div>
      {!refused && (
        <button type="button" onClick={() => void session.ask()}>{words.retryNow}</button>
      )}
    </div>
  );
}
