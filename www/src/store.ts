/** A value that components follow. */

import { useEffect, useState } from 'preact/hooks';

export class Store<T extends object> {
  #state: T;
  readonly #listeners = new Set<() => void>();

  constructor(state: T) {
    this.#state = state;
  }

  get state(): T {
    return this.#state;
  }

  /** Replaces some members and tells whoever follows. */
  set(change: Partial<T>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` after each change until what is returned is called. */
  follow(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The state of a store; the component is drawn anew when it changes. */
export function useStore<T extends object>(store: Store<T>): T {
  const [state, change] = useState(store.state);
  useEffect(() => {
    change(store.state);
    return store.follow(() => change(store.state));
  }, [store]);
  return state;
}
