// Web Worker mode, by a real thread of Node.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { Worker } from "node:worker_threads";
import { createClient, OrquestaError, type WorkerLike } from "orquesta";
import * as slim from "orquesta/slim";
import { answer, gate, serve } from "./server.js";

const wasmPath = createRequire(import.meta.url).resolve("orquesta/orquesta.wasm");
const threads: Worker[] = [];
after(() => Promise.all(threads.map((thread) => thread.terminate())));

// As `Worker` of browsers is used, over one of Node.
function makeThread(script = "../tests/thread.mjs"): WorkerLike {
  const thread = new Worker(new URL(script, import.meta.url));
  threads.push(thread);
  return {
    postMessage: (message) => thread.postMessage(message),
    terminate: () => thread.terminate(),
    addEventListener: (type: string, listener: (event: any) => void) => {
      thread.on(type, (given: any) =>
        listener(type === "message" ? { data: given } : { message: given?.message }),
      );
    },
  };
}

const plan = {
  variables: { URL: "http://127.0.0.1:1" },
  defaults: { attempts: 1 },
  services: { a: { url: "${URL}" } },
  sources: { one: { service: "a", path: "/one" }, two: { service: "a", path: "/two" } },
  endpoints: {
    "GET /both": { answer: { one: { $source: "one" }, two: { $source: "two" } } },
    "GET /snapshot": { answer: { $snapshot: "health" } },
  },
};

test("answers, parts, aborts and health in another thread", async () => {
  const [two, closed] = [gate(), gate()];
  const server = await serve((request, response) => {
    request.on("close", () => request.url === "/two" && !response.writableEnded && closed.open());
    const body = `"${request.url}"`;
    if (request.url === "/one") answer(response, body, 200, "application/json");
    else void two.promise.then(() => answer(response, body, 200, "application/json"));
  });
  const saved = new Map<string, string>();
  const storage = {
    getItem: (key: string) => saved.get(key) ?? null,
    setItem: (key: string, text: string) => void saved.set(key, text),
  };
  const client = createClient({
    plan,
    variables: { URL: server.url },
    worker: makeThread,
    health: { storage },
  });
  await client.ready();
  const part = gate<unknown>();
  const controller = new AbortController();
  const aborted = client.get(
    "/both",
    {},
    { signal: controller.signal, onPart: ({ data }) => part.open(data) },
  );
  assert.deepEqual(await part.promise, { one: "/one" });
  controller.abort(new Error("gone"));
  await assert.rejects(aborted, /gone/);
  await closed.promise;
  two.open();
  const { data, report } = await client.get("/both");
  assert.deepEqual(data, { one: "/one", two: "/two" });
  assert.equal(report.outcome, "complete");
  const response = await client.handle(new Request("http://localhost/both"));
  assert.equal(await response.text(), '{"one":"/one","two":"/two"}');
  assert.match(saved.get("orquesta.health.orquesta") ?? "", /"a"/);
  client.close();
});

test("a broken plan, and a thread that fails", async () => {
  const broken = createClient({ plan: { endpoints: {}, nonsense: 1 }, worker: makeThread });
  await assert.rejects(
    broken.ready(),
    (error: OrquestaError) => error.code === "plan" && /nonsense/.test(error.message),
  );
  const missing = createClient({ plan, worker: () => makeThread("./missing.mjs") });
  await assert.rejects(missing.ready(), (error: OrquestaError) => error.code === "load");
});

test("without Web Workers it runs in this thread", async () => {
  const client = createClient({ plan, worker: true });
  assert.equal((await client.get("/snapshot")).report.outcome, "complete");
});

test("the slim entry needs its wasm", async () => {
  const bytes = readFile(wasmPath);
  const client = slim.createClient({ plan });
  await assert.rejects(
    client.ready(),
    (error: OrquestaError) => error.code === "load" && /init/.test(error.message),
  );
  await assert.rejects(slim.init(new Uint8Array([1, 2, 3])), (error: OrquestaError) => error.code === "load");
  await Promise.all([slim.init(bytes), slim.init(bytes)]);
  await client.ready();
  assert.ok(client.get);
  assert.equal(slim.OrquestaError, OrquestaError);
});

test("the wasm from everywhere", async () => {
  const bytes = await readFile(wasmPath);
  const server = await serve((request, response) => {
    if (request.url === "/missing") return void response.writeHead(404).end();
    const type = request.url === "/typed" ? "application/wasm" : "text/plain";
    response.writeHead(200, { "content-type": type }).end(bytes);
  });
  const typed = `${server.url}/typed`;
  const module = await WebAssembly.compile(bytes);
  for (const wasm of [
    typed,
    new URL(`${server.url}/untyped`),
    fetch(typed),
    bytes,
    new Uint8Array(bytes).buffer,
    module,
    Promise.resolve(module),
  ]) {
    await slim.createClient({ plan, wasm }).ready();
  }
  await assert.rejects(
    slim.createClient({ plan, wasm: `${server.url}/missing` }).ready(),
    (error: OrquestaError) => error.code === "load" && /404/.test(error.message),
  );
});
