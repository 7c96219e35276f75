// A client of a Worker, before servers that answer as one, or as none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, OrquestaError } from "orquesta";
import { readText } from "../src/endpoint.js";
import { answer, ENVELOPE, envelope, gate, serve } from "./server.js";

const fails =
  (code: string, more: object = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof OrquestaError, String(error));
    const { status, parameter } = error;
    assert.deepEqual(
      { code: error.code, ...(status && { status }), ...(parameter && { parameter }) },
      { code, ...more },
    );
    return true;
  };

test("an answer and its report", async () => {
  const server = await serve((_, response) => answer(response, envelope({ total: 3 }, { orders: {} })));
  const client = createClient({ endpoint: `${server.url}/` });
  const { data, report } = await client.get("/customers/{id}", {
    id: "a/b ñ",
    page: 2,
    all: true,
    none: null,
    big: 9223372036854775807n,
  });
  assert.deepEqual(data, { total: 3 });
  assert.equal(report.outcome, "complete");
  assert.equal(report.sources["orders"]?.status, "ok");
  assert.equal(server.seen[0]?.url, "/customers/a%2Fb%20%C3%B1?all=true&big=9223372036854775807&page=2");
  assert.equal(server.seen[0]?.headers.accept, ENVELOPE);
  assert.equal(client.at, server.url);
});

test("a required source that failed is a value", async () => {
  const server = await serve((_, response) =>
    answer(response, envelope(null, { users: { status: "error" } }, "failed"), 502),
  );
  const { data, report } = await createClient({ endpoint: server.url }).get("/x");
  assert.equal(data, null);
  assert.equal(report.outcome, "failed");
});

const refusals: [number, string, object][] = [
  [400, "parameter", { status: 400, parameter: "id" }],
  [404, "not_found", { status: 404 }],
  [405, "refused", { status: 405 }],
  [414, "refused", { status: 414 }],
  [431, "refused", { status: 431 }],
  [500, "internal", { status: 500 }],
  [503, "overloaded", { status: 503 }],
];
for (const [status, code, more] of refusals) {
  test(`a problem of status ${status} is \`${code}\``, async () => {
    const problem = {
      title: "t",
      status,
      detail: "what is wrong",
      ...("parameter" in more && { parameter: "id" }),
    };
    const server = await serve((_, response) =>
      answer(response, JSON.stringify(problem), status, "application/problem+json"),
    );
    const call = createClient({ endpoint: server.url }).get("/x");
    await assert.rejects(
      call,
      (error: Error) => error.message === "what is wrong" && fails(code, more)(error),
    );
  });
}

const misuses: [string, number, string | undefined, string][] = [
  ["HTML", 200, "text/html", "<!doctype html>"],
  ["the plain answer of a Worker", 200, "application/json", "{}"],
  ["what is no JSON", 200, ENVELOPE, '{"data":'],
  ["no envelope", 200, ENVELOPE, "[]"],
  ["an envelope without a report", 200, ENVELOPE, '{"data":1}'],
  ["an outcome that is none", 200, ENVELOPE, '{"data":1,"report":{"outcome":"fine","sources":{}}}'],
  ["sources that are none", 200, ENVELOPE, '{"data":1,"report":{"outcome":"complete","sources":{"a":1}}}'],
  ["a problem that is no JSON", 400, "application/problem+json", "<"],
  ["a page that asks to log in", 401, "text/html", "<"],
  ["nothing", 204, undefined, ""],
];
for (const [what, status, type, body] of misuses) {
  test(`an endpoint that answers ${what}`, async () => {
    const server = await serve(
      (_, response) =>
        void response.writeHead(status, type === undefined ? {} : { "content-type": type }).end(body),
    );
    await assert.rejects(createClient({ endpoint: server.url }).get("/x"), fails("endpoint", { status }));
  });
}

test("an endpoint that announces too much", async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { "content-type": ENVELOPE, "content-length": 300 * 1024 * 1024 });
    response.write("{");
  });
  await assert.rejects(createClient({ endpoint: server.url }).get("/x"), fails("endpoint", { status: 200 }));
});

test("a body that grows beyond what may be, unannounced", async () => {
  const closed = gate();
  const server = await serve((request, response) => {
    request.on("close", closed.open);
    response.writeHead(200).write("ñ".repeat(5));
  });
  await assert.rejects(readText(await fetch(server.url), 9), { code: "endpoint", status: 200 });
  await closed.promise;
  const small = await serve((_, response) => void response.end("ñ".repeat(5)));
  assert.equal(await readText(await fetch(small.url), 10), "ñ".repeat(5));
});

test("an endpoint that ends in the middle, and one that is not there", async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { "content-type": ENVELOPE, "content-length": 100 });
    response.write("{", () => response.destroy());
  });
  await assert.rejects(createClient({ endpoint: server.url }).get("/x"), fails("endpoint"));
  await assert.rejects(createClient({ endpoint: "http://127.0.0.1:1" }).get("/x"), fails("endpoint"));
});

test("abort closes the connection and rejects with the signal's reason", async () => {
  const [asked, closed] = [gate(), gate()];
  const server = await serve((request) => {
    request.on("close", closed.open);
    asked.open();
  });
  const controller = new AbortController();
  const call = createClient({ endpoint: server.url }).get("/x", {}, { signal: controller.signal });
  await asked.promise;
  const reason = new Error("unmounted");
  controller.abort(reason);
  await assert.rejects(call, reason);
  await closed.promise;
  await assert.rejects(
    createClient({ endpoint: server.url }).get("/x", {}, { signal: AbortSignal.abort(reason) }),
    reason,
  );
  assert.equal(server.seen.length, 1);
});

test("equal calls in flight share one request", async () => {
  const go = gate();
  const server = await serve(
    (_, response) => void go.promise.then(() => answer(response, envelope(1, { a: {} }))),
  );
  const client = createClient({ endpoint: server.url });
  const parts: unknown[] = [];
  const first = client.get("/x", { a: 1, b: 2 }, { headers: { "X-A": "1" } });
  const second = client.get(
    "/x",
    { b: 2, a: 1 },
    { headers: new Headers({ "x-a": "1" }), onPart: (part) => parts.push(part) },
  );
  const other = client.get("/x", { a: 1, b: 2 }, { headers: { "x-a": "2" } });
  const controller = new AbortController();
  const given = client.get("/x", { a: 1, b: 2 }, { headers: { "x-a": "1" }, signal: controller.signal });
  controller.abort(new Error("gone"));
  await assert.rejects(given, /gone/);
  go.open();
  assert.equal((await first).data, 1);
  assert.equal(await first, await second);
  await other;
  assert.equal(server.seen.length, 2);
  const source = { service: "a", status: "ok", attempts: 1, latency_ms: 1, reason: null, unusable: 0 };
  assert.deepEqual(parts, [{ data: 1, settled: ["a"], sources: { a: source } }]);
  await client.get("/x", { a: 1, b: 2 }, { headers: { "x-a": "1" } });
  assert.equal(server.seen.length, 3);
});

test("the request ends when the last of its callers has gone, and a new call begins afresh", async () => {
  const closed = gate();
  const asked = [gate(), gate()];
  const server = await serve((request, response) => {
    request.on("close", closed.open);
    asked[server.seen.length - 1]?.open();
    if (server.seen.length > 1) answer(response, envelope(2));
  });
  const client = createClient({ endpoint: server.url });
  const controllers = [new AbortController(), new AbortController()];
  const calls = Promise.allSettled(controllers.map(({ signal }) => client.get("/x", {}, { signal })));
  await asked[0]?.promise;
  controllers.forEach((controller) => controller.abort());
  assert.equal((await client.get("/x")).data, 2);
  assert.deepEqual(
    (await calls).map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await closed.promise;
});

test("a deadline", async () => {
  const closed = gate();
  const server = await serve((request) => void request.on("close", closed.open));
  await assert.rejects(
    createClient({ endpoint: server.url }).get("/x", {}, { deadline: 20 }),
    fails("deadline"),
  );
  await closed.promise;
});

test("a deadline that the Worker is told of leaves it the time to answer in part", async () => {
  const server = await serve((request, response) => {
    const wait = Number(request.headers["x-deadline"]);
    setTimeout(() => answer(response, envelope(wait, {}, "partial")), wait + 50);
  });
  const client = createClient({ endpoint: server.url, deadlineHeader: "X-Deadline" });
  const { data } = await client.get<number>("/x", {}, { deadline: 100 });
  assert.ok(data !== null && data > 0 && data <= 100);
});

test("what is wrong with a call is told before anything is sent", async () => {
  const server = await serve((_, response) => answer(response, envelope(1)));
  const client = createClient({ endpoint: server.url });
  await assert.rejects(client.get("/a/{id}", {}), fails("parameter", { parameter: "id" }));
  await assert.rejects(client.get("/a/{constructor}"), fails("parameter", { parameter: "constructor" }));
  await assert.rejects(client.get("/a/{id}", { id: "" }), fails("parameter", { parameter: "id" }));
  await assert.rejects(client.get("/a/{id}", { id: ".." }), fails("parameter"));
  await assert.rejects(
    client.get("/a/{id}", { id: "%2e%2E" }).then(() => client.get("/a/%2e%2E")),
    fails("parameter"),
  );
  await assert.rejects(client.get("/a", { n: Number.NaN }), fails("parameter", { parameter: "n" }));
  await assert.rejects(client.get("/a", { n: "\ud800" }), fails("parameter", { parameter: "n" }));
  await assert.rejects(client.get("/a", { n: {} as string }), fails("parameter", { parameter: "n" }));
  await assert.rejects(client.get("a"), fails("parameter"));
  await assert.rejects(client.get("/a?b=1"), fails("parameter"));
  await assert.rejects(client.get("/a", {}, { deadline: 0 }), fails("parameter"));
  const secret = client.get("/a", {}, { headers: { authorization: "Bearer sec\nret" } });
  await assert.rejects(
    secret,
    (error: Error) => !/sec|ret/.test(error.message + String(error.cause)) && fails("parameter")(error),
  );
  assert.deepEqual(
    server.seen.map(({ url }) => url),
    ["/a/%252e%252E"],
  );
});

test("an endpoint that is no URL", () => {
  for (const endpoint of ["edge.example", "ftp://a", "https://u:p@a", "https://a/?b"]) {
    assert.throws(() => createClient({ endpoint }), fails("endpoint"));
  }
});

test("numbers of 64 bits by another reader, and a report of ordinary numbers", async () => {
  const server = await serve((_, response) =>
    answer(response, envelope({}).replace("{}", '{"id":7308480755514716760}')),
  );
  const parse = (text: string) => JSON.parse(text.replace(/:(\d+)/g, ':"$1"'));
  const { data, report } = await createClient({ endpoint: server.url, parse }).get("/x");
  assert.deepEqual(data, { id: "7308480755514716760" });
  assert.equal(report.elapsed_ms, 2);
});

test("a closed client", async () => {
  const asked = gate();
  const server = await serve(() => asked.open());
  const client = createClient({ endpoint: server.url });
  const call = client.get("/x");
  await asked.promise;
  client.close();
  await assert.rejects(call, fails("closed"));
  await assert.rejects(client.get("/x"), fails("closed"));
});

test("what is called __proto__ stays what it is", async () => {
  const body = envelope({})
    .replace('"data":{}', '"data":{"__proto__":{"polluted":1}}')
    .replace('"sources":{}', '"sources":{"__proto__":{"polluted":1}}');
  const server = await serve((_, response) => answer(response, body));
  const parts: { sources: object }[] = [];
  await createClient({ endpoint: server.url }).get("/x", {}, { onPart: (part) => parts.push(part) });
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.equal((parts[0]?.sources as { polluted?: number }).polluted, undefined);
});

test("a callback that throws fails its own call alone", async () => {
  const go = gate();
  const server = await serve((_, response) => void go.promise.then(() => answer(response, envelope(1))));
  const client = createClient({ endpoint: server.url });
  const fault = new Error("fault");
  const one = client.get(
    "/x",
    {},
    {
      onPart: () => {
        throw fault;
      },
    },
  );
  const other = client.get("/x");
  go.open();
  await assert.rejects(one, fault);
  assert.equal((await other).data, 1);
});
