// The script of the Web Worker: runs plans there, and hands over what comes of them.

import { createEngine, type Engine } from "./engine.js";
import { OrquestaError } from "./error.js";
import { run } from "./here.js";
import { toTrouble, type News, type Order } from "./protocol.js";

interface Scope {
  onmessage: ((event: { data: Order }) => void) | null;
  postMessage(news: News, transfer: ArrayBuffer[]): void;
}

const scope = globalThis as unknown as Scope;
const running = new Map<number, AbortController>();
let engine: Engine | undefined;

scope.onmessage = ({ data: order }) => {
  if ("abort" in order) running.get(order.abort)?.abort();
  else void answer(order);
};

async function answer(order: Exclude<Order, { abort: number }>): Promise<void> {
  const { id } = order;
  try {
    const value = await obey(order);
    if (typeof value !== "object" || value.body === null) return scope.postMessage({ id, value }, []);
    const body = whole(value.body);
    scope.postMessage({ id, value: { ...value, body } }, [body.buffer]);
  } catch (error) {
    scope.postMessage({ id, error: toTrouble(error) }, []);
  } finally {
    running.delete(id);
  }
}

async function obey(order: Exclude<Order, { abort: number }>) {
  if ("start" in order) {
    const { module, plan, variables } = order.start;
    engine = createEngine(module, plan, { ...variables });
    return true;
  }
  if (!engine) throw new OrquestaError("internal", "the Web Worker has no plan");
  if ("merge" in order) return engine.mergeHealth(order.merge);
  if ("save" in order) return engine.saveHealth();
  const controller = new AbortController();
  running.set(order.id, controller);
  const pass = (json: Uint8Array<ArrayBuffer>) => {
    const part = whole(json);
    scope.postMessage({ id: order.id, part }, [part.buffer]);
  };
  return run(engine, order.run, controller.signal, order.parts ? pass : undefined);
}

// Bytes that are all of their buffer, so that it can be handed over.
function whole(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
