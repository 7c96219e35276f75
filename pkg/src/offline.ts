// What becomes of calls while the browser says that it has no connection.

import { OrquestaError } from "./error.js";
import type { Offline } from "./options.js";

/** Waits until a call may be made; rejects with the signal's reason once that is aborted. */
export async function online(mode: Offline, signal: AbortSignal): Promise<void> {
  // Only browsers say; the services of others are seldom far.
  const isOffline = () => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;
  if (mode === "ignore" || !isOffline()) return;
  if (mode === "fail") throw new OrquestaError("offline", "there is no connection");
  while (isOffline()) {
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        removeEventListener("online", end);
        signal.removeEventListener("abort", end);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      addEventListener("online", end);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }
}
