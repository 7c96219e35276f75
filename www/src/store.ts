/** A value that components follow. */

import { useEffect, useRef, useState } from 'preact/hooks';

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
  return usePart(store, (state) => state);
}

/** A part of a store's state; the component is drawn anew when that is another one. */
export function usePart<T extends object, P>(store: Store<T>, pick: (state: T) => P): P {
  const part = pick(store.state);
  const shown = useRef({ part, pick });
  shown.current = { part, pick };
  const [, draw] = useState({});
  useEffect(() => {
    const look = () => {
      const { part, pick } = shown.current;
      if (!Object.is(pick(store.state), part)) draw({});
    };
    look();
    return store.follow(look);
  }, [store]);
  return part;
}
