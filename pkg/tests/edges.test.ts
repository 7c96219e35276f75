// What happens in the middle of something: readers that refuse, callers that leave, stores that fail, clients
// that are closed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, OrquestaError, type Kept, type Store } from "orquesta";
import { queryOptions } from "orquesta/query";
import { answer, envelope, gate, serve } from "./server.js";

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof OrquestaError, String(error));
  assert.equal(error.code, expected, error.message);
  return true;
};

/** A plan of two sources, of which the second answers when it is let. */
async function two(body = "{}") {
  const second = gate();
  const [asked, closed] = [gate(), gate()];
  const server = await serve((request, response) => {
    if (request.url?.startsWith("/a")) return answer(response, body, 200, "application/json");
    response.on("close", () => response.writableEnded || closed.open());
    asked.open();
    void second.promise.then(() => answer(response, "{}", 200, "application/json"));
  });
  const plan = {
    services: { s: { url: server.url, attempts: 1 } },
    sources: { a: { service: "s", path: "/a" }, b: { service: "s", path: "/b" } },
    endpoints: { "GET /x": { answer: { a: { $source: "a" }, b: { $source: "b" } } } },
  };
  return { plan, server, second, asked, closed };
}

test("a reader that refuses a part fails the call, and nothing else", async () => {
  const { plan, second } = await two('{"dup":1}');
  const parse = (text: string) => {
    if (text.includes('"dup"')) throw new TypeError("a key twice");
    return JSON.parse(text);
  };
  const client = createClient({ plan, parse });
  await assert.rejects(client.get("/x", null, { onPart() {} }), code("internal"));
  const whole = client.get("/x");
  second.open();
  await assert.rejects(whole, code("internal"));
});

test("who has left is shown nothing more", async () => {
  const { plan, second, asked } = await two();
  const client = createClient({ plan });
  const controller = new AbortController();
  const seen: unknown[] = [];
  const left = client.get("/x", null, { signal: controller.signal, onPart: (part) => seen.push(part) });
  const stayed = client.get("/x", null, { onPart() {} });
  await asked.promise;
  controller.abort();
  await assert.rejects(left, { name: "AbortError" });
  const before = seen.length;
  second.open();
  await stayed;
  assert.equal(seen.length, before);
});

function memory(): { store: Store; kept: Map<string, Kept> } {
  const kept = new Map<string, Kept>();
  const store: Store = {
    find: async (key) => kept.get(key),
    keep: async (key, answer) => void kept.set(key, answer),
    forget: async (key) => void kept.delete(key),
    clear: async () => kept.clear(),
  };
  return { store, kept };
}

test("what was asked before answers were forgotten is not kept", async () => {
  const { plan, second, asked } = await two();
  const { store, kept } = memory();
  const client = createClient({ plan, cache: { maxAge: 60_000, store } });
  const before = client.get("/x");
  await asked.promise;
  await client.clear();
  second.open();
  await before;
  await client.get("/x", null, { reload: true });
  assert.equal(kept.size, 1);
  await client.clear();
  assert.equal(kept.size, 0);
});

test("a store that hangs or holds nonsense is as good as none", async () => {
  const server = await serve((_, response) => answer(response, envelope(server.seen.length)));
  const hanging: Store = { ...memory().store, find: () => new Promise(() => {}) };
  const first = createClient({ endpoint: server.url, cache: { maxAge: 60_000, store: hanging } });
  assert.equal((await first.get("/x")).data, 1);
  const { store, kept } = memory();
  const client = createClient({ endpoint: server.url, cache: { maxAge: 60_000, store } });
  await client.get("/x");
  for (const [key, answer] of kept) kept.set(key, { ...answer, text: "{broken" });
  assert.equal((await client.get("/x")).data, 3);
});

test("closing ends what a store is asked, and what is handled", async () => {
  const hanging: Store = { ...memory().store, find: () => new Promise(() => {}) };
  const { plan, asked, closed } = await two();
  const waiting = createClient({ plan, cache: { maxAge: 60_000, store: hanging } });
  const looked = waiting.get("/x");
  setTimeout(() => waiting.close());
  await assert.rejects(looked, code("closed"));
  const client = createClient({ plan });
  const handled = client.handle(new Request("http://page/x"));
  await asked.promise;
  client.close();
  await assert.rejects(handled, code("closed"));
  await closed.promise;
});

test("the longest deadline is none that has passed", async () => {
  const { plan, second } = await two();
  second.open();
  const { report } = await createClient({ plan }).get("/x", null, { deadline: 0x7fff_ffff });
  assert.equal(report.outcome, "complete");
});

test("a path names no other host", async () => {
  const client = createClient({ endpoint: "https://edge.example" });
  for (const path of ["//evil.example/x", "//["]) await assert.rejects(client.get(path), code("parameter"));
});

test("queries of other clients and for others have other keys", async () => {
  const { plan } = await two();
  const other = { ...plan, name: "other" };
  const keys = [
    queryOptions(createClient({ plan }), "/x").queryKey,
    queryOptions(createClient({ plan: other }), "/x").queryKey,
    queryOptions(createClient({ plan, variables: { A: 1 } }), "/x").queryKey,
    queryOptions(createClient({ plan }), "/x", null, { scope: "ana" }).queryKey,
  ];
  assert.equal(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
  assert.deepEqual(queryOptions(createClient({ plan }), "/x").queryKey, keys[0]);
});

test("a query that was given another key shows its parts there", async () => {
  const { plan, second } = await two();
  const keys: unknown[] = [];
  const store = {
    getQueryData: () => undefined,
    setQueryData(key: readonly unknown[]) {
      keys.push(key);
      second.open();
    },
  };
  const { queryFn } = queryOptions(createClient({ plan }), "/x");
  await queryFn({ signal: new AbortController().signal, queryKey: ["mine"], client: store });
  assert.ok(keys.length > 0);
  for (const key of keys) assert.deepEqual(key, ["mine"]);
});

test("a query is given the new answer when a kept one was shown", async () => {
  const server = await serve((_, response) => answer(response, envelope(server.seen.length)));
  const { store, kept } = memory();
  const cache = { maxAge: 1, staleWhileRevalidate: 600_000, store };
  const client = createClient({ endpoint: server.url, cache });
  await client.get("/x");
  for (const [key, { text, stored_at }] of kept) kept.set(key, { text, stored_at: stored_at - 1000 });
  const updated = gate<unknown>();
  const queries = {
    getQueryData: () => undefined,
    setQueryData: (_: unknown, data: unknown) => (data as { report: object | null }).report && updated.open(data),
  };
  const { queryFn } = queryOptions<number>(client, "/x");
  const again = await queryFn({ signal: new AbortController().signal, client: queries });
  assert.equal(again.data, 1);
  assert.deepEqual(Object.keys(again.report?.cached ?? {}), ["age_ms"]);
  assert.equal(((await updated.promise) as { data: number }).data, 2);
});
