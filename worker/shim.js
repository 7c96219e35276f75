// The module that workerd loads: hands each request to the wasm, and after a panic starts the wasm afresh.
//
// A panic or another trap leaves the instance in an unknown state. It is thrown to whoever called, most often
// a microtask and not the request: the future that was running never ends, nor do those of other requests,
// whose calls back into the old instance are refused. So every request of that instance is answered here.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./index.js";

const state = wasm.__worker_init_state();

// How to end each of the requests that the present instance is answering.
const running = new Set();

function broken(error) {
  // What comes too late for its instance says nothing about the present one.
  if (/previous wasm instance/i.test(error?.message)) return;
  console.error(`the Worker broke off ${running.size} requests and starts afresh:`, error);
  for (const end of running) end();
  running.clear();
  // At once, as the old instance would let such calls in.
  wasm.__wbg_reset_state();
  state.criticalError = false;
}

// Traps in tasks that no request waits for, and in callbacks of promises.
addEventListener("error", (event) => broken(event.error));
addEventListener("unhandledrejection", (event) => broken(event.reason));

function brokenOff() {
  const detail = "the service failed within and started afresh; other requests will be answered";
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  const problem = { title: "Internal Server Error", status: 500, detail };
  return new Response(JSON.stringify(problem), { status: 500, headers });
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    // A panic that was swallowed on its way here.
    if (state.criticalError) broken(new Error("panicked before"));
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    running.add(end);
    // It is asynchronous so that what is thrown at once is a rejection, too.
    const answer = (async () => await wasm.fetch.call(this, request, this.env, this.ctx))();
    const first = Promise.race([answer.catch(broken), ended]).finally(() => running.delete(end));
    // Without it, a client that goes away would leave its request unsettled, and all that it had
    // read in memory. So it runs on, to its deadline or for as long as the platform lets it.
    this.ctx.waitUntil(first);
    return (await first) ?? brokenOff();
  }
}
