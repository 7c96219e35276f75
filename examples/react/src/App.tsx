import { useState } from 'react';

import { User } from './User';

export function App() {
  const [shown, setShown] = useState(true);
  return (
    <main>
      <h1>orquesta and React</h1>
      {/* What is no longer shown is no longer asked for: its requests are aborted. */}
      <button onClick={() => setShown(!shown)}>{shown ? 'hide' : 'show'}</button>
      {shown && <User id={1} />}
    </main>
  );
}
