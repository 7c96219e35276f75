// Where answers are kept: IndexedDB, or memory. Both have room for so many; the oldest make way.

import type { Kept, Store } from "./options.js";

/** How many answers are kept, and how long one may be, in characters. */
const MOST = 128;
const LONGEST = 4 * 1024 * 1024;

export async function openStore(): Promise<Store> {
  try {
    return await openDatabase("orquesta");
  } catch {
    // There is none, or it may not be used, as in some private windows.
    return memoryStore();
  }
}

/** Keeps answers for as long as the page is open. */
export function memoryStore(): Store {
  const kept = new Map<string, Kept>();
  return {
    find: async (key) => kept.get(key),
    async keep(key, answer) {
      kept.delete(key);
      if (answer.text.length > LONGEST) return;
      kept.set(key, answer);
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    },
    async forget(key) {
      kept.delete(key);
    },
    async clear() {
      kept.clear();
    },
  };
}

const ANSWERS = "answers";
const BY_AGE = "stored_at";

async function openDatabase(name: string): Promise<Store> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ANSWERS).createIndex(BY_AGE, BY_AGE);
  };
  const database = await done(opening);
  // Another version of the page may need to change it.
  database.onversionchange = () => database.close();
  const open = (mode: IDBTransactionMode) => database.transaction(ANSWERS, mode).objectStore(ANSWERS);
  return {
    find: (key) => done<Kept | undefined>(open("readonly").get(key)),
    async keep(key, answer) {
      const answers = open("readwrite");
      if (answer.text.length > LONGEST) return void (await done(answers.delete(key)));
      await done(answers.put(answer, key));
      const over = (await done(answers.count())) - MOST;
      if (over <= 0) return;
      const cursor = answers.index(BY_AGE).openCursor();
      let left = over;
      cursor.onsuccess = () => {
        if (!cursor.result || left-- === 0) return;
        cursor.result.delete();
        cursor.result.continue();
      };
    },
    async forget(key) {
      await done(open("readwrite").delete(key));
    },
    async clear() {
      await done(open("readwrite").clear());
    },
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
