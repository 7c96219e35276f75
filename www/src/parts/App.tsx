/** The page as a whole. */

import { useEffect, useState } from 'preact/hooks';
import { DashboardContext, useTongue, type Dashboard } from '../context';
import { start } from '../start';
import { Accounts, Hashtags } from './Groups';
import { Announcer } from './Announcer';
import { Days } from './Days';
import { Global } from './Global';
import { Header } from './Header';
import { Integrity } from './Integrity';
import { OverTime } from './OverTime';
import { PostTable } from './PostTable';
import { BestPosts, TopAccounts, TopUsers } from './Rankings';
import { RequestPanel } from './RequestPanel';
import { ServicesPanel } from './ServicesPanel';
import { Totals } from './Totals';
import { useStage } from './useStage';

/** Once for the page, however often the component is made. */
let started: Promise<Dashboard> | null = null;

export function App() {
  const { words } = useTongue();
  const [dashboard, setDashboard] = useState<Dashboard | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    (started ??= start()).then(setDashboard, setError);
  }, []);
  if (error !== null) {
    return (
      <main>
        <div class="broken" role="alert">
          <h1>{words.noConfig}</h1>
          <p lang="en">{error.message}</p>
        </div>
      </main>
    );
  }
  return (
    <DashboardContext.Provider value={dashboard}>
      <a class="skip" href="#data">{words.skip}</a>
      {dashboard !== null && <Announcer />}
      <Header ready={dashboard !== null} />
      <main>
        <div class="intro">
          <h1>{words.title}</h1>
          <p>{words.lede}</p>
        </div>
        {dashboard === null ? <div class="blank" /> : <Board />}
      </main>
    </DashboardContext.Provider>
  );
}

function Board() {
  const stage = useStage(4);
  return (
    <>
      <Integrity />
      <div class="layout">
        <div class="board" id="data" tabIndex={-1}>
          <Totals />
          <OverTime />
          {stage > 2 && (
            <>
              <Days />
              <Accounts />
              <Hashtags />
            </>
          )}
          {stage > 3 && (
            <>
              <TopUsers />
              <TopAccounts />
              <BestPosts />
              <Global />
            </>
          )}
        </div>
        <aside class="rail">
          {stage > 0 && <RequestPanel />}
          {stage > 1 && <ServicesPanel />}
        </aside>
      </div>
      {stage > 3 && <PostTable />}
    </>
  );
}
