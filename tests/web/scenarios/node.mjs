// Answers the scenarios' requests by the packed package in Node.

import { cp } from 'node:fs/promises';

import { HERE } from '../lib/project.mjs';
import { serve } from './serve.mjs';

// Beside the package, so that its name is found.
const session = `${HERE}/build/session.js`;
await cp(new URL('session.js', import.meta.url), session);
await serve(await import(session));
