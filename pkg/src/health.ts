// What is known of the services, kept across page loads and taken over from the edge: breakers, budgets and
// latencies. All of it may fail without harm.

import type { HealthOptions, StorageLike } from "./options.js";
import type { Runner } from "./runner.js";

// How long the first call waits for the edge's snapshot, in milliseconds, once everything else is loaded.
const PATIENCE = 250;
const LONGEST = 5000;
// Of 256 services each takes less than 4 kB.
const LARGEST = 1024 * 1024;

export class Health {
  #key: string;
  #storage: StorageLike | undefined;
  #snapshot: Promise<string | undefined> | undefined;

  /** Begins to fetch the snapshot. */
  constructor(options: HealthOptions, plan: string) {
    this.#key = options.key ?? `orquesta.health.${plan}`;
    this.#storage = options.storage ?? local();
    this.#snapshot = options.snapshot === undefined ? undefined : fetchText(options.snapshot);
  }

  /** Hands over what was kept, and what the edge knows as soon as it comes. */
  async restore(runner: Runner): Promise<void> {
    const kept = quietly(() => this.#storage?.getItem(this.#key));
    if (kept) await runner.mergeHealth(kept);
    if (!this.#snapshot) return;
    const merge = async (text: string | undefined) => text !== undefined && runner.mergeHealth(text);
    const merged = this.#snapshot.then(merge).catch(() => {});
    await Promise.race([merged, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }

  async save(runner: Runner): Promise<void> {
    if (!this.#storage) return;
    const text = await runner.saveHealth();
    quietly(() => this.#storage?.setItem(this.#key, text));
  }
}

// Looking at it can fail already, as where cookies are blocked.
function local(): StorageLike | undefined {
  return quietly(() => (globalThis as { localStorage?: StorageLike }).localStorage);
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

async function fetchText(url: string | URL): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(LONGEST),
    });
    if (!response.ok || Number(response.headers.get("content-length") ?? 0) > LARGEST) return undefined;
    const text = await response.text();
    return text.length > LARGEST ? undefined : text;
  } catch {
    return undefined;
  }
}
