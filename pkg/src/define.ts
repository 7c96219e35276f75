import type { Plan } from "./plan.js";
import type { Strict } from "./strict.js";

/**
 * Gives back the plan as it is. An editor then completes and checks it as it is written, down to the names of
 * its services and sources, and clients know its paths, parameters and answers.
 */
export function definePlan<const P extends Plan>(plan: P & Strict<P>): P {
  return plan;
}
