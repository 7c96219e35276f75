// Answers that are kept, to be shown at once while new ones are fetched.

import { ENVELOPE, type Reply } from "./answer.js";
import type { Call } from "./call.js";
import type { CacheOptions, Store } from "./options.js";

export interface Found {
  readonly reply: Reply;
  readonly age: number;
  readonly fresh: boolean;
}

export class AnswerCache {
  #options: CacheOptions;
  #identity: string;
  #store: Promise<Store>;

  constructor(options: CacheOptions, identity: string) {
    this.#options = options;
    this.#identity = identity;
    // Loaded late, as few need it.
    this.#store = options.store
      ? Promise.resolve(options.store)
      : import("./store.js").then((made) => made.openStore());
    this.#store.catch(() => {});
  }

  /** The name of a call; none where there are no digests, as on pages without encryption. */
  async key({ url, headers }: Call): Promise<string | undefined> {
    const { subtle } = globalThis.crypto ?? {};
    if (subtle === undefined) return undefined;
    const text = JSON.stringify([this.#identity, url, headers]);
    const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** What is kept of a call and not too old. A store that fails has nothing. */
  async find(key: string): Promise<Found | undefined> {
    const { maxAge, staleWhileRevalidate = 0 } = this.#options;
    try {
      const store = await this.#store;
      const kept = await store.find(key);
      if (kept === undefined) return undefined;
      const age = Date.now() - kept.stored_at;
      // One from the future is of a clock that was set back.
      if (age >= 0 && age <= maxAge + staleWhileRevalidate) {
        return { reply: { status: 200, type: ENVELOPE, text: kept.text }, age, fresh: age <= maxAge };
      }
      await store.forget(key);
    } catch {
      // As if nothing were kept.
    }
    return undefined;
  }

  async keep(key: string, text: string): Promise<void> {
    try {
      await (await this.#store).keep(key, { text, stored_at: Date.now() });
    } catch {
      // It is asked for again next time.
    }
  }

  async forget(key: string): Promise<void> {
    try {
      await (await this.#store).forget(key);
    } catch {
      // It will be too old some day.
    }
  }

  async clear(): Promise<void> {
    await (await this.#store).clear();
  }
}
