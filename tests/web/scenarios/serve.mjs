// What the runner of the scenarios says and hears: one JSON text a line.
//
// `{"plan", "variables"}` begins afresh and is answered `{}`; `{"method", "target", "headers"}` is a
// request, answered with `status`, `headers` and `body` in hexadecimal digits. What fails is answered
// `{"error"}`. The end of the input ends the program.

import { createInterface } from 'node:readline';

export async function serve({ open, handle }) {
  const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({});
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    try {
      if (asked.plan) {
        await open(asked.plan, asked.variables);
        say({});
      } else {
        say(await handle(asked));
      }
    } catch (error) {
      say({ error: `${error.code ?? ''} ${error.stack ?? error}` });
    }
  }
}
