// Runs plans in a Web Worker, so that large answers keep no page waiting.

import { OrquestaError } from "./error.js";
import type { WorkerLike } from "./options.js";
import { fromTrouble, type News, type Order } from "./protocol.js";
import type { EngineResponse } from "./engine.js";
import type { Runner, RunnerPlan, TakePart } from "./runner.js";

interface Waiting {
  readonly resolve: (value: any) => void;
  readonly reject: (error: unknown) => void;
  readonly part: TakePart | undefined;
}

/** Makes the Web Worker in the way that bundlers know. */
export function ownWorker(): WorkerLike {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "orquesta" });
}

export async function startThread(plan: RunnerPlan, make: () => WorkerLike): Promise<Runner> {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  const worker = make();

  worker.addEventListener("message", (event) => {
    const data = event.data as News;
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if ("part" in data) return call.part?.(data.part);
    waiting.delete(data.id);
    if ("error" in data) call.reject(fromTrouble(data.error));
    else call.resolve(data.value);
  });
  const fail = ({ message }: { readonly message?: string }) => {
    const words = message ? `: ${message}` : "";
    for (const { reject } of waiting.values())
      reject(new OrquestaError("load", `the Web Worker failed${words}`));
    waiting.clear();
  };
  worker.addEventListener("error", fail);
  worker.addEventListener("messageerror", fail);

  const say = (order: Order) => worker.postMessage(order);
  function order<T>(make: (id: number) => Order, part?: TakePart, signal?: AbortSignal): Promise<T> {
    const id = next++;
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        waiting.delete(id);
        say({ abort: id });
        reject(signal?.reason);
      };
      const end =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          signal?.removeEventListener("abort", abort);
          settle(value);
        };
      if (signal?.aborted) return reject(signal.reason);
      waiting.set(id, { resolve: end(resolve), reject: end(reject), part });
      signal?.addEventListener("abort", abort);
      say(make(id));
    });
  }

  try {
    await order<boolean>((id) => ({ start: plan, id }));
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    run: (run, signal, part) =>
      order<EngineResponse>((id) => ({ run, id, parts: part !== undefined }), part, signal),
    saveHealth: () => order<string>((id) => ({ save: true, id })),
    mergeHealth: (merge) => order<boolean>((id) => ({ merge, id })),
    close: () => {
      worker.terminate();
      fail({ message: "it was closed" });
    },
  };
}
