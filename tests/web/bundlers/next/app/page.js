import { connection } from 'next/server';

import { Shown } from './shown.js';

export default async function Page() {
  // A policy with a nonce needs a page that is made for each request.
  await connection();
  return <Shown />;
}
