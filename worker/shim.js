// The module that workerd loads: hands each request to the wasm, and after a panic starts the wasm afresh.
//
// A panic leaves the instance in an unknown state. It reaches JavaScript as a `WebAssembly.RuntimeError`;
// the next request then gets a new instance instead of the broken one.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./index.js";

const state = wasm.__worker_init_state();

function failed(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    console.error("the Worker panicked and starts afresh:", error);
    state.criticalError = true;
  }
}

// Panics in tasks that no request waits for.
addEventListener("error", (event) => failed(event.error));

export default class extends WorkerEntrypoint {
  async fetch(request) {
    if (state.criticalError) {
      wasm.__wbg_reset_state();
      state.criticalError = false;
      state.instanceId++;
    }
    try {
      const answer = wasm.fetch.call(this, request, this.env, this.ctx);
      // Without it, a client that goes away would leave its request unsettled, and all that it had
      // read in memory. So it runs on, to its deadline at most.
      this.ctx.waitUntil(answer.catch(() => {}));
      return await answer;
    } catch (error) {
      failed(error);
      throw error;
    }
  }
}
