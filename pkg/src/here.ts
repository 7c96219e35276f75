// Runs plans in this thread.

import { createEngine, type Engine, type EngineRequest } from "./engine.js";
import type { Runner, RunnerPlan, RunRequest, TakePart } from "./runner.js";

export async function startHere({ module, plan, variables }: RunnerPlan): Promise<Runner> {
  const engine = createEngine(module, plan, { ...variables });
  return {
    run: (request, signal, part) => run(engine, request, signal, part),
    saveHealth: async () => engine.saveHealth(),
    mergeHealth: async (snapshot) => engine.mergeHealth(snapshot),
    close: () => {},
  };
}

export function run(engine: Engine, request: RunRequest, signal: AbortSignal, part: TakePart | undefined) {
  const { method, url, headers, deadline } = request;
  const header = (name: string) => (Object.hasOwn(headers, name) ? (headers[name] ?? null) : null);
  const asked: EngineRequest = { method, url, header };
  if (deadline !== undefined) asked.deadline = deadline;
  // Not while the engine is calling, as whoever is shown a part may call it again.
  if (part !== undefined) asked.parts = (json) => queueMicrotask(() => part(json));
  return engine.run(asked, signal);
}
