// What browsers have and Node has not: whether there is a connection, and memory that outlives a page.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { createClient } from "orquesta";
import { answer, envelope, gate, serve } from "./server.js";

const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
const events = new EventTarget();
Object.assign(globalThis, {
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
});

function connect(onLine: boolean): void {
  Object.defineProperty(globalThis, "navigator", { value: { onLine }, configurable: true });
  if (onLine) events.dispatchEvent(new Event("online"));
}

afterEach(() => {
  if (navigator) Object.defineProperty(globalThis, "navigator", navigator);
  else Reflect.deleteProperty(globalThis, "navigator");
});

test("without a connection calls wait for one", async () => {
  const server = await serve((_, response) => answer(response, envelope(1)));
  const client = createClient({ endpoint: server.url });
  connect(false);
  const call = client.get("/x");
  const controller = new AbortController();
  const given = client.get("/y", {}, { signal: controller.signal });
  const late = client.get("/z", {}, { deadline: 1 });
  controller.abort(new Error("gone"));
  await assert.rejects(given, /gone/);
  await assert.rejects(late, { code: "deadline" });
  // Events that are too early are nothing.
  events.dispatchEvent(new Event("online"));
  assert.equal(server.seen.length, 0);
  connect(true);
  assert.equal((await call).data, 1);
});

test("or fail, or are made all the same", async () => {
  const server = await serve((_, response) => answer(response, envelope(1)));
  connect(false);
  await assert.rejects(createClient({ endpoint: server.url, offline: "fail" }).get("/x"), {
    code: "offline",
  });
  assert.equal((await createClient({ endpoint: server.url, offline: "ignore" }).get("/x")).data, 1);
});

function storage() {
  const kept = new Map<string, string>();
  const changed = gate();
  return {
    kept,
    changed: changed.promise,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, text: string) {
      kept.set(key, text);
      changed.open();
    },
  };
}

// A plan whose circuit opens after one failure.
const plan = (url: string) => ({
  name: "fragile",
  services: { a: { url, attempts: 1, breaker: { volume: 1, open: "1h", max_open: "1h" } } },
  sources: { a: { service: "a", path: "/a" } },
  endpoints: {
    "GET /a": { answer: { $source: "a" } },
    "GET /snapshot": { answer: { $snapshot: "health" } },
  },
});

test("health is kept across page loads", async () => {
  const server = await serve((_, response) => answer(response, "{}", 500, "application/json"));
  const health = { storage: storage() };
  const before = createClient({ plan: plan(server.url), health });
  assert.equal((await before.get("/a")).report.sources["a"]?.status, "error");
  await health.storage.changed;
  assert.deepEqual([...health.storage.kept.keys()], ["orquesta.health.fragile"]);
  const after = createClient({ plan: plan(server.url), health });
  assert.equal((await after.get("/a")).report.sources["a"]?.status, "circuit_open");
  const other = createClient({ plan: plan(server.url), health: { ...health, key: "other" } });
  assert.equal((await other.get("/a")).report.sources["a"]?.status, "error");
  assert.equal(server.seen.length, 2);
});

test("health is taken over from the edge", async () => {
  const server = await serve((_, response) => answer(response, "{}", 500, "application/json"));
  const edge = createClient({ plan: plan(server.url) });
  await edge.get("/a");
  const host = await serve((request, response) => {
    void edge.handle(new Request(`http://localhost${request.url}`)).then(async (found) => {
      answer(response, await found.text(), found.status, "application/json");
    });
  });
  const client = createClient({ plan: plan(server.url), health: { snapshot: `${host.url}/snapshot` } });
  await client.ready();
  assert.equal((await client.get("/a")).report.sources["a"]?.status, "circuit_open");
});

test("without it, or with nonsense for it, nothing is harmed", async () => {
  const server = await serve((request, response) =>
    answer(response, request.url === "/a" ? "1" : "<", 200, "application/json"),
  );
  const broken = {
    getItem: () => "nonsense",
    setItem: () => {
      throw new Error("full");
    },
  };
  for (const snapshot of [server.url, "http://127.0.0.1:1"]) {
    const client = createClient({ plan: plan(server.url), health: { storage: broken, snapshot } });
    assert.equal((await client.get("/a")).data, 1);
  }
});
