// Answers calls by running a plan here, or in a Web Worker of this page.

import { ENVELOPE } from "./answer.js";
import type { Backend } from "./backend.js";
import { OrquestaError } from "./error.js";
import type { Health } from "./health.js";
import type { HealthOptions, LocalOptions } from "./options.js";
import type { Runner, RunnerPlan } from "./runner.js";
import { compile, loadError } from "./wasm.js";

/** How an entry gets at what is loaded late. */
export interface Late {
  wasm(): Promise<WebAssembly.Module>;
  here(): Promise<Pick<typeof import("./here.js"), "startHere">>;
}

export function localBackend(options: LocalOptions, late: Late, shares: boolean): Backend {
  const { wasm, worker } = options;
  // A snapshot is fetched once for all calls, which must not wait for each other's requests in a Worker.
  const kept = shares ? options.health : undefined;
  const variables = options.variables ?? {};
  const plan = write(options.plan);
  let runner: Promise<Runner> | undefined;
  let health: Health | undefined;

  async function begin(): Promise<Runner> {
    const loading = wasm === undefined ? late.wasm() : compile(wasm);
    const [module] = await Promise.all([loading, kept && open(kept)]);
    const begun = await start({ module, plan, variables });
    await health?.restore(begun);
    return begun;
  }

  async function open(kept: HealthOptions): Promise<void> {
    const { Health } = await import("./health.js");
    const { name = "orquesta" } = options.plan as { name?: string };
    health ??= new Health(kept, name);
  }

  async function start(given: RunnerPlan): Promise<Runner> {
    if (worker && (typeof worker === "function" || typeof Worker === "function")) {
      const { ownWorker, startThread } = await import("./thread.js");
      return startThread(given, worker === true ? ownWorker : worker);
    }
    const { startHere } = await late.here();
    return startHere(given);
  }

  // One for all calls; one that failed is no reason not to try again.
  function running(): Promise<Runner> {
    runner ??= begin().catch((error: unknown) => {
      runner = undefined;
      throw loadError(error);
    });
    return runner;
  }

  const save = (running: Runner) => void health?.save(running).catch(() => {});

  const identity = JSON.stringify([plan, variables]);
  return {
    at: "here",
    id: `here-${digest(identity)}`,
    identity,
    punctual: true,
    fault: "internal",
    async ready() {
      await running();
    },
    async ask({ url, headers }, left, signal, part) {
      const runner = await running();
      const decoder = new TextDecoder();
      const request = { method: "GET", url, headers: { ...headers, accept: ENVELOPE }, deadline: left };
      const take = part && ((json: Uint8Array) => part(decoder.decode(json)));
      const reply = await runner.run(request, signal, take).finally(() => save(runner));
      const type = reply.headers["content-type"] ?? null;
      return { status: reply.status, type, text: reply.body ? decoder.decode(reply.body) : "" };
    },
    async handle({ method, url, headers }, signal) {
      const runner = await running();
      const request = { method, url, headers: Object.fromEntries(headers) };
      const reply = await runner.run(request, signal).finally(() => save(runner));
      return new Response(reply.body as BodyInit | null, { status: reply.status, headers: reply.headers });
    },
    close() {
      void runner?.then(
        (runner) => runner.close(),
        () => {},
      );
    },
  };
}

function write(plan: object): string {
  try {
    return JSON.stringify(plan);
  } catch (cause) {
    throw new OrquestaError("plan", "the plan is no JSON", { cause });
  }
}

// A short name of a text, which need not be a secret (FNV-1a of 32 bits).
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
