// Answers that are kept: fresh, stale while a new one is fetched, and never more than may be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, type CacheOptions, type Kept, type Store } from "orquesta";
import { memoryStore } from "../src/store.js";
import { answer, envelope, gate, serve } from "./server.js";

/** Keeps answers in memory and shows what it keeps; `age` makes all of it older. */
function openStore() {
  const kept = new Map<string, Kept>();
  let waiting = gate();
  const store: Store = {
    find: async (key) => kept.get(key),
    async keep(key, answer) {
      kept.set(key, answer);
      waiting.open();
    },
    forget: async (key) => void kept.delete(key),
    clear: async () => kept.clear(),
  };
  const age = (by: number) => {
    for (const [key, { text, stored_at }] of kept) kept.set(key, { text, stored_at: stored_at - by });
  };
  const changed = async () => {
    await waiting.promise;
    waiting = gate();
  };
  return { store, kept, age, changed };
}

async function setUp(options: Partial<CacheOptions> = {}, outcome = "complete") {
  const server = await serve((_, response) =>
    answer(response, envelope(server.seen.length, { a: {} }, outcome)),
  );
  const store = openStore();
  const cache = { maxAge: 60_000, staleWhileRevalidate: 600_000, store: store.store, ...options };
  return { server, ...store, client: createClient({ endpoint: server.url, cache }) };
}

test("a fresh answer is given without asking", async () => {
  const { server, client, changed, kept } = await setUp();
  const headers = { authorization: "Bearer secret" };
  const first = await client.get("/x", { a: 1 }, { headers });
  assert.equal(first.report.cached, undefined);
  await changed();
  const parts: unknown[] = [];
  const second = await client.get("/x", { a: 1 }, { headers, onPart: ({ settled }) => parts.push(settled) });
  assert.equal(second.data, 1);
  assert.ok((second.report.cached?.age_ms ?? -1) >= 0);
  assert.equal(second.report.cached?.update, undefined);
  assert.deepEqual(parts, [["a"]]);
  assert.equal(server.seen.length, 1);
  assert.match([...kept.keys()].join(), /^[0-9a-f]{64}$/);
  assert.doesNotMatch(JSON.stringify([...kept]), /secret/);
  // Another caller is shown nothing of it.
  assert.equal((await client.get("/x", { a: 1 }, { headers: { authorization: "Bearer other" } })).data, 2);
  assert.equal((await client.get("/x", { a: 2 }, { headers })).data, 3);
});

test("a stale one is given at once, while a new one is fetched", async () => {
  const { server, client, changed, age } = await setUp();
  await client.get("/x");
  await changed();
  age(61_000);
  const { data, report } = await client.get("/x");
  assert.equal(data, 1);
  assert.ok((report.cached?.age_ms ?? 0) >= 61_000);
  assert.equal((await report.cached?.update)?.data, 2);
  await changed();
  assert.equal((await client.get("/x")).data, 2);
  assert.equal(server.seen.length, 2);
});

test("one that is too old is not given", async () => {
  const { client, changed, age } = await setUp();
  await client.get("/x");
  await changed();
  age(661_000);
  const { data, report } = await client.get("/x");
  assert.equal(data, 2);
  assert.equal(report.cached, undefined);
});

test("a new one on demand, and none after all were forgotten", async () => {
  const { client, changed } = await setUp();
  await client.get("/x");
  await changed();
  assert.equal((await client.get("/x", {}, { reload: true })).data, 2);
  await changed();
  assert.equal((await client.get("/x")).data, 2);
  await client.clear();
  assert.equal((await client.get("/x")).data, 3);
});

test("an answer with gaps is not kept", async () => {
  const { client, kept } = await setUp({}, "partial");
  await client.get("/x");
  assert.equal((await client.get("/x")).data, 2);
  assert.equal(kept.size, 0);
});

test("an update that fails harms nobody who does not look", async () => {
  const { store, age, changed } = openStore();
  const server = await serve((_, response) => {
    if (server.seen.length === 1) answer(response, envelope(1));
    else answer(response, "<", 500, "text/html");
  });
  const client = createClient({
    endpoint: server.url,
    cache: { maxAge: 0, staleWhileRevalidate: 60_000, store },
  });
  await client.get("/x");
  await changed();
  age(1000);
  const { data, report } = await client.get("/x");
  assert.equal(data, 1);
  await assert.rejects(report.cached!.update!, { code: "endpoint" });
  assert.equal((await client.get("/x")).data, 1);
});

test("a store that fails is as good as none", async () => {
  const broken = () => Promise.reject(new Error("full"));
  const { client } = await setUp({ store: { find: broken, keep: broken, forget: broken, clear: broken } });
  assert.equal((await client.get("/x")).data, 1);
  assert.equal((await client.get("/x")).data, 2);
});

test("in memory there is room for so many", async () => {
  const store = memoryStore();
  for (let at = 0; at <= 128; at++) await store.keep(`${at}`, { text: "{}", stored_at: at });
  assert.equal(await store.find("0"), undefined);
  assert.deepEqual(await store.find("1"), { text: "{}", stored_at: 1 });
  await store.keep("1", { text: " ".repeat(5 * 1024 * 1024), stored_at: 2 });
  assert.equal(await store.find("1"), undefined);
});

test("without IndexedDB answers are kept in memory", async () => {
  const server = await serve((_, response) => answer(response, envelope(1)));
  const client = createClient({ endpoint: server.url, cache: { maxAge: 60_000 } });
  await client.get("/x");
  await client.get("/x");
  assert.ok(server.seen.length <= 2);
  await client.get("/x");
  assert.ok(server.seen.length <= 2);
});
