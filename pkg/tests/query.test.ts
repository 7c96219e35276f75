// What TanStack Query is given: keys, parts, cancelling, and which errors are worth another try.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, OrquestaError } from "orquesta";
import { queryOptions, type Pending } from "orquesta/query";
import { answer, envelope, gate, serve } from "./server.js";

// What a `QueryClient` does with data that is set by hand.
function openStore() {
  const kept = new Map<string, unknown>();
  const seen: unknown[] = [];
  return {
    seen,
    getQueryData: (key: readonly unknown[]) => kept.get(JSON.stringify(key)),
    setQueryData(key: readonly unknown[], data: unknown, options?: { updatedAt: number }) {
      assert.equal(options?.updatedAt, 0);
      kept.set(JSON.stringify(key), data);
      seen.push(data);
    },
    finish: (key: readonly unknown[], data: unknown) => void kept.set(JSON.stringify(key), data),
  };
}

test("a key is JSON, and tells where, what and with which parameters", () => {
  const client = createClient({ endpoint: "https://edge.example/" });
  const { queryKey } = queryOptions(client, "/a/{id}", { id: 7n, all: true, none: undefined });
  assert.deepEqual(JSON.parse(JSON.stringify(queryKey)), [
    "orquesta",
    "https://edge.example",
    "/a/{id}",
    { id: "7", all: "true" },
  ]);
  const here = createClient({ plan: { endpoints: {} } });
  assert.match(queryOptions(here, "/a" as never).queryKey[1], /^here-[0-9a-f]{8}$/);
});

test("parts are shown until there is a whole answer, then no more", async () => {
  const two = gate();
  const server = await serve((request, response) => {
    const reply = () => answer(response, `"${request.url}"`, 200, "application/json");
    if (request.url === "/one") reply();
    else void two.promise.then(reply);
  });
  const plan = {
    services: { a: { url: server.url } },
    sources: { one: { service: "a", path: "/one" }, two: { service: "a", path: "/two" } },
    endpoints: { "GET /both": { answer: { one: { $source: "one" }, two: { $source: "two" } } } },
  };
  const store = openStore();
  const { queryKey, queryFn } = queryOptions(createClient({ plan }), "/both");
  const { signal } = new AbortController();
  const fetching = queryFn({ signal, client: store });
  while (store.seen.length === 0) await new Promise((next) => setTimeout(next, 1));
  const pending = store.seen[0] as Pending<{ one: string }>;
  assert.equal(pending.report, null);
  assert.deepEqual(pending.data, { one: "/one" });
  assert.equal(pending.sources["one"]?.status, "ok");
  two.open();
  const whole = await fetching;
  assert.deepEqual(whole.data, { one: "/one", two: "/two" });
  store.finish(queryKey, whole);
  const before = store.seen.length;
  await queryFn({ signal, client: store });
  assert.equal(store.seen.length, before);
  await queryFn({ signal });
});

test("a query that nobody looks at is aborted", async () => {
  const [asked, closed] = [gate(), gate()];
  const server = await serve((request) => {
    request.on("close", closed.open);
    asked.open();
  });
  const controller = new AbortController();
  const { queryFn } = queryOptions(createClient({ endpoint: server.url }), "/x");
  const fetching = queryFn({ signal: controller.signal });
  await asked.promise;
  controller.abort();
  await assert.rejects(fetching, { name: "AbortError" });
  await closed.promise;
});

test("only what may be otherwise in a moment is tried again", async () => {
  const server = await serve((_, response) => answer(response, envelope(1)));
  const { retry } = queryOptions(createClient({ endpoint: server.url }), "/x");
  assert.equal(retry(0, new OrquestaError("endpoint", "")), true);
  assert.equal(retry(2, new OrquestaError("overloaded", "")), false);
  assert.equal(retry(0, new OrquestaError("parameter", "")), false);
  assert.equal(retry(0, new Error("")), false);
});
