// Processes that never outlive the one that started them.
//
// The life of each hangs on a pipe, which closes however this process ends; a small shell then kills all
// that the child has started, too.

import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
exec 2>/dev/null
{ cat <&3; kill -9 "-$$"; } >/dev/null &
watch=$!
exec 3<&-
wait "$child"
status=$?
kill "$watch"
exit "$status"
`;

/** As much of the output of a command that failed is shown. */
const SHOWN = 4000;

/**
 * Starts a command. `output()` is what it has written so far, `ended` settles with its exit status, and
 * `stop()` ends it and all that it started.
 */
export function start(command, { cwd, env = {} } = {}) {
  const child = spawn('sh', ['-c', GUARD, 'guard', ...command], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that nothing of it is left.
    detached: true,
  });
  const written = [];
  const errors = [];
  child.stdout.on('data', (bytes) => written.push(bytes));
  child.stderr.on('data', (bytes) => errors.push(bytes));
  // Without colours, which some write wherever a variable `CI` is set.
  const text = (parts) => stripVTControlCharacters(Buffer.concat(parts).toString());
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    ended,
    stdout: () => text(written),
    output: () => text(written) + text(errors),
    stop() {
      child.stdin.destroy();
      return ended;
    },
  };
}

/** Runs a command to its end and gives its standard output; fails with what it wrote. */
export async function run(command, options) {
  const child = start(command, options);
  const status = await child.ended;
  if (status !== 0) {
    const words = command.join(' ');
    throw new Error(`\`${words}\` failed (${status}):\n${child.output().slice(-SHOWN)}`);
  }
  return child.stdout();
}

/** Waits until a started command has written what matches, and gives the match. */
export async function written(child, pattern, seconds = 60) {
  let over = false;
  child.ended.then(() => (over = true));
  for (let waited = 0; waited < seconds * 20; waited += 1) {
    const match = pattern.exec(child.output());
    if (match) return match;
    if (over) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing matched \`${pattern}\` in:\n${child.output().slice(-SHOWN)}`);
}
