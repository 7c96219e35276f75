// The module that workerd loads: hands each request to the wasm, and after a trap starts the wasm afresh.
import plan from "orquesta:plan";
import module from "./index_bg.wasm";
import { instantiate, line } from "../../wasm/js/host.js";

// The present instance; none before the first request, and none after a trap.
let current;

// How to end each of the requests that the present instance is answering.
const running = new Map();
let next = 0;

// Calls into an instance. A panic or another trap leaves it in an unknown state, so that it is given up
// with all requests that it was answering; what still happens to those is ignored.
function enter(instance, call) {
  if (instance !== current) return undefined;
  try {
    return call(instance.exports);
  } catch (error) {
    console.error(`the Worker broke off ${running.size} requests and starts afresh:`, error);
    current = undefined;
    // Each makes its response itself: what belongs to one request cannot be used in another.
    for (const end of running.values()) end(undefined);
    running.clear();
    return undefined;
  }
}

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

// The method, the URL and each header field that the plan may want, one to a line.
function lines(request, wanted) {
  let text = `${request.method}\n${request.url}\n`;
  const { headers } = request;
  for (const name of wanted) text += line(headers.get(name));
  return text;
}

// The variables that are set, and the plan that was built in unless another is. The values are for whoever
// runs the service, and so is what is wrong with the plan; callers are not told.
function configure(instance, env) {
  const isVariable = ([, value]) => typeof value === "string" || typeof value === "number";
  const variables = Object.fromEntries(Object.entries(env).filter(isVariable));
  if (!instance.configure({ PLAN: plan, ...variables })) console.error(instance.complaint);
}

const caller = {
  end(id, response) {
    running.get(id)?.(response && new Response(response.body, response));
    running.delete(id);
  },
  // No request asks for parts.
  part() {},
  lose: (id) => running.delete(id),
};

export default {
  async fetch(request, env, context) {
    if (!current) {
      const instance = instantiate(module, enter, caller, true);
      current = instance;
      enter(instance, () => configure(instance, env));
    }
    const instance = current;
    if (!instance) return brokenOff();
    const id = next;
    // The wasm's numbers have 32 bits and a sign here.
    next = (next + 1) & 0x7fff_ffff;
    const answer = new Promise((end) => running.set(id, end));
    enter(instance, (wasm) => wasm.sweep());
    enter(instance, (wasm) => wasm.start(id, instance.put(lines(request, instance.wanted)), -1, 0));
    // Without it, a client that goes away would leave its request unsettled, and all that it had
    // read in memory. So it runs on, to its deadline or for as long as the platform lets it.
    context.waitUntil(answer);
    return (await answer) ?? brokenOff();
  },
};
