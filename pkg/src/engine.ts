/**
 * A plan, run by the wasm in this thread.
 *
 * An instance that traps is given up with all that it was answering; the next request begins with a new one,
 * which has forgotten the health of the services.
 */

import { type Caller, type Exports, type Instance, instantiate, line, type Reply } from '../../wasm/js/host.js';
import { OrquestaError } from './error.js';

export interface EngineRequest {
  method: string;
  /** Absolute, or a path with its query. */
  url: string;
  /** The value of a header field by its name in lower case, without line breaks. */
  header(name: string): string | null;
  /** How many milliseconds the answer may take. */
  deadline?: number | undefined;
  /** Is given parts of the answer, as JSON, when they are certain. */
  parts?: ((json: Uint8Array<ArrayBuffer>) => void) | undefined;
}

export type EngineResponse = Reply;

export interface Engine {
  /** Rejects with the signal's reason, or with `internal`. */
  run(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
  /** What is remembered of the health of the services, as JSON. */
  saveHealth(): string;
  /** Joins what another engine remembers with it; false if that cannot be read. */
  mergeHealth(snapshot: string): boolean;
}

export type Variables = Record<string, string | number | boolean>;

interface Running {
  end(reply: Reply | undefined): void;
  part: EngineRequest['parts'];
}

// There requests can be ended without a word. Elsewhere one whose timer is late has only slept.
const IN_WORKERD =
  (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers";

/** Throws `plan` if the plan is wrong. */
export function createEngine(module: WebAssembly.Module, plan: string, variables: Variables): Engine {
  let current: Instance | undefined;
  const running = new Map<number, Running>();
  let next = 0;

  function enter<T>(instance: Instance, call: (exports: Exports) => T): T | undefined {
    if (instance !== current) return undefined;
    try {
      return call(instance.exports);
    } catch (error) {
      console.error(`orquesta broke off ${running.size} requests and starts afresh:`, error);
      current = undefined;
      for (const { end } of running.values()) end(undefined);
      running.clear();
      return undefined;
    }
  }

  const caller: Caller = {
    end(request, reply) {
      running.get(request)?.end(reply);
      running.delete(request);
    },
    part(request, json) {
      running.get(request)?.part?.(json);
    },
    // Its own request is over; nobody hears of it.
    lose: (request) => void running.delete(request),
  };

  function start(): Instance {
    const instance = instantiate(module, enter, caller, false);
    if (!instance.configure({ ...variables, PLAN: plan })) throw new OrquestaError('plan', instance.complaint);
    return instance;
  }

  current = start();

  return {
    run(request, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const instance = (current ??= start());
        // What can fail comes before anything that would be left behind.
        let text = `${request.method}\n${new URL(request.url, "http://localhost")}\n`;
        for (const name of instance.wanted) text += line(request.header(name));
        const id = next;
        // The wasm's numbers have 32 bits and a sign here.
        next = (next + 1) & 0x7fff_ffff;
        const abort = () => {
          running.delete(id);
          enter(instance, (wasm) => wasm.cancel(id));
          reject(signal?.reason);
        };
        running.set(id, {
          part: request.parts,
          end(reply) {
            signal?.removeEventListener('abort', abort);
            if (reply) resolve(reply);
            else reject(new OrquestaError('internal', 'the engine failed within and starts afresh; ask again'));
          },
        });
        signal?.addEventListener('abort', abort, { once: true });
        const parts = request.parts ? 1 : 0;
        if (IN_WORKERD) enter(instance, (wasm) => wasm.sweep());
        enter(instance, (wasm) => wasm.start(id, instance.put(text), request.deadline ?? -1, parts));
      });
    },
    saveHealth() {
      const instance = (current ??= start());
      return enter(instance, () => instance.save()) ?? '';
    },
    mergeHealth(snapshot) {
      const instance = (current ??= start());
      return enter(instance, () => instance.merge(snapshot)) ?? false;
    },
  };
}
