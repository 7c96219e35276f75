// The JSON engine in WebAssembly and what JavaScript does instead, in turns.
//
// `node scan.mjs JOB`, where JOB is `{"wasm": FILE, "summary": FILE, "samples": N, "milliseconds": N,
// "bodies": [{"file": FILE, "metrics": BOOLEAN, "tasks": [[PLACE, NAME]]}]}`. Prints for each body the
// contenders by name with the microseconds that one turn of each took, sample by sample.

import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// The code that V8 comes to in the end, from the first call on: on a busy machine it takes long to get there.
setFlagsFromString("--no-liftoff");

const job = JSON.parse(process.argv[2]);
const { instance } = await WebAssembly.instantiate(readFileSync(job.wasm), {});
const { allocate, memory, prepare, run } = instance.exports;
// By its text, as not every Node takes a `.js` file for a module.
const source = readFileSync(job.summary).toString("base64");
const { summary } = await import(`data:text/javascript;base64,${source}`);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// What is made last is kept, so that no engine leaves out making it.
let last;

function repeated(work) {
  return (times) => {
    for (let time = 0; time < times; time++) last = work();
  };
}

function contenders({ file, metrics, tasks }) {
  const bytes = new Uint8Array(readFileSync(file));
  const text = decoder.decode(bytes);
  const [body, copy] = [allocate(bytes.length), allocate(bytes.length)];
  const view = (pointer) => new Uint8Array(memory.buffer, pointer, bytes.length);
  view(body).set(bytes);
  const all = tasks.map(([place, name]) => {
    const number = prepare(place, body, bytes.length);
    if (number < 0) throw new Error(`cannot prepare \`${name}\``);
    const work = (times) => {
      if (!run(number, times)) throw new Error(`\`${name}\` failed`);
    };
    return [name, work];
  });
  const copyOut = () => {
    const answer = new Uint8Array(bytes.length);
    answer.set(view(body));
    return answer;
  };
  const parsed = () => JSON.parse(decoder.decode(bytes));
  const answer = () => encoder.encode(JSON.stringify(summary([], [], parsed().items)));
  all.push(
    ["copy in", repeated(() => view(copy).set(bytes))],
    ["copy out", repeated(copyOut)],
    ["JSON.parse", repeated(() => JSON.parse(text))],
    ["decode, JSON.parse", repeated(parsed)],
    [
      "decode, parse, stringify, encode",
      repeated(() => encoder.encode(JSON.stringify(parsed()))),
    ],
  );
  if (metrics) all.push(["decode, parse, summary, stringify, encode", repeated(answer)]);
  return all;
}

function time(work, times) {
  const start = performance.now();
  work(times);
  return performance.now() - start;
}

// How often it is to be done to take as long as a sample has; it is warm then, too.
function repetitions(work) {
  const end = performance.now() + 10 * job.milliseconds;
  let times = 1;
  for (;;) {
    const took = time(work, times);
    if (took < job.milliseconds / 2) times *= 2;
    else if (performance.now() > end) return Math.max(1, Math.round((times * job.milliseconds) / took));
  }
}

const measured = job.bodies.map((body) => {
  const all = contenders(body).map(([name, work]) => [name, work, repetitions(work), []]);
  for (let sample = 0; sample < job.samples; sample++) {
    for (const [, work, times, took] of all) took.push((time(work, times) / times) * 1000);
  }
  return all.map(([name, , , took]) => [name, took]);
});
console.log(JSON.stringify({ version: process.version, measured, last: typeof last }));
