// Clients that ask the services themselves, by the real wasm and before real servers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, definePlan, OrquestaError, type Part } from "orquesta";
import { answer, gate, serve } from "./server.js";

const JSON_TYPE = "application/json";

const shop = definePlan({
  name: "shop",
  variables: { SHOP: "http://127.0.0.1:1", STOCK: "http://127.0.0.1:1" },
  defaults: { attempts: 1, timeout: "5s" },
  services: { shop: { url: "${SHOP}", forward: ["authorization"] }, stock: { url: "${STOCK}" } },
  sources: {
    customer: { service: "shop", path: "/customers/{id}", empty_on: [404], empty: {} },
    orders: { service: "shop", path: "/orders", query: { customer: { $parameter: "id" } }, empty: [] },
    levels: { service: "stock", path: "/levels", empty: [] },
  },
  endpoints: {
    "GET /customers/{id}": {
      parameters: { id: { type: "integer", min: 1 } },
      answer: {
        customer: { $source: "customer" },
        totals: { orders: { $length: "orders" }, spent: { $sum: "orders", value: "/total" } },
        stock: { levels: { $source: "levels" }, of: { $length: "levels" } },
        statuses: { $statuses: "source" },
      },
    },
    "GET /stock": { required: ["levels"], answer: { $source: "levels" } },
    "GET /snapshot": { answer: { $snapshot: "health" } },
  },
});

const fails =
  (code: string, words = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof OrquestaError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  };

async function services() {
  const held: Record<string, Promise<void>> = {};
  const reply = (body: Record<string, string>) =>
    serve((request, response) => {
      const path = request.url?.split("?")[0] ?? "";
      void Promise.resolve(held[path]).then(() => {
        const found = body[path];
        if (found === undefined) return answer(response, "{}", 500, JSON_TYPE);
        answer(response, found, 200, JSON_TYPE);
      });
    });
  const shop = await reply({
    "/customers/7": '{"id":9007199254740993}',
    "/orders": '[{"total":1.5},{"total":2}]',
  });
  const stock = await reply({ "/levels": "[1,2,3]" });
  return { shop, stock, held, variables: { SHOP: shop.url, STOCK: stock.url } };
}

test("an answer of several services, with its report", async () => {
  const { shop: server, variables } = await services();
  const client = createClient({ plan: shop, variables });
  assert.equal(client.at, "here");
  const { data, report } = await client.get(
    "/customers/{id}",
    { id: 7 },
    { headers: { Authorization: "Bearer x", "x-other": "y" } },
  );
  assert.deepEqual(data, {
    customer: { id: 9007199254740992 },
    totals: { orders: 2, spent: 3.5 },
    stock: { levels: [1, 2, 3], of: 3 },
    statuses: { customer: "ok", orders: "ok", levels: "ok" },
  });
  assert.equal(report.outcome, "complete");
  assert.equal(report.sources["orders"]?.timeline?.[0]?.result, "200");
  for (const { headers } of server.seen) {
    assert.equal(headers.authorization, "Bearer x");
    assert.equal(headers["x-other"], undefined);
  }
  client.close();
});

test("integers of 64 bits by another reader, in answers and parts", async () => {
  const { variables } = await services();
  const parse = (text: string) => JSON.parse(text.replace(/:(\d{16,})/g, ':"$1"'));
  const client = createClient({ plan: shop, variables, parse });
  const parts: unknown[] = [];
  const { data } = await client.get(
    "/customers/{id}",
    { id: 7 },
    { onPart: ({ data }) => parts.push(data.customer) },
  );
  assert.deepEqual(data.customer, { id: "9007199254740993" });
  assert.deepEqual(parts.at(-1), { id: "9007199254740993" });
});

test("sources that fail are values", async () => {
  const { variables } = await services();
  const client = createClient({ plan: shop, variables: { ...variables, STOCK: "http://127.0.0.1:1" } });
  const { data, report } = await client.get("/customers/{id}", { id: 7 });
  assert.equal(report.outcome, "partial");
  assert.deepEqual(data.stock, { levels: [], of: 0 });
  assert.equal(report.sources["levels"]?.status, "error");
  assert.match(report.sources["levels"]?.reason ?? "", /connection/);
  const failed = await client.get("/stock");
  assert.equal(failed.data, null);
  assert.equal(failed.report.outcome, "failed");
  assert.match(failed.report.reason ?? "", /levels/);
});

test("parts come as sources end, and what they do not change stays", async () => {
  const { variables, held } = await services();
  const [stock, orders] = [gate(), gate()];
  held["/levels"] = stock.promise;
  held["/orders"] = orders.promise;
  const client = createClient({ plan: shop, variables });
  const parts: Part<any>[] = [];
  const waits = [gate<Part<any>>(), gate<Part<any>>(), gate<Part<any>>()];
  const call = client.get(
    "/customers/{id}",
    { id: 7 },
    {
      onPart: (part) => {
        waits[parts.length]?.open(part);
        parts.push(part);
      },
    },
  );
  const first = await waits[0]!.promise;
  assert.deepEqual(first.data, { customer: { id: 9007199254740992 } });
  assert.deepEqual(first.settled, ["customer"]);
  assert.deepEqual(Object.keys(first.sources), ["customer"]);
  orders.open();
  const second = await waits[1]!.promise;
  assert.deepEqual(second.settled, ["orders"]);
  assert.deepEqual(second.data.totals, { orders: 2, spent: 3.5 });
  assert.equal(second.data.customer, first.data.customer);
  assert.equal("stock" in second.data, false);
  // Who comes later is told at once what there is.
  const late = gate<Part<any>>();
  const other = client.get("/customers/{id}", { id: 7 }, { onPart: late.open });
  const seen = await late.promise;
  assert.equal(seen.data, second.data);
  assert.deepEqual([...seen.settled].sort(), ["customer", "orders"]);
  stock.open();
  const { data } = await call;
  assert.equal(data, (await other).data);
  const last = parts.at(-1)!;
  assert.equal(last.data.totals, second.data.totals);
  assert.equal(last.data, data);
  assert.deepEqual(last.settled, ["levels"]);
  assert.deepEqual(data.stock, { levels: [1, 2, 3], of: 3 });
  assert.equal(data.totals, second.data.totals);
  assert.equal(data.customer, first.data.customer);
});

test("abort ends every request in flight", async () => {
  const [asked, ended] = [gate(), gate()];
  let [begun, closed] = [0, 0];
  const server = await serve((request) => {
    if (++begun === 3) asked.open();
    request.on("close", () => ++closed === 3 && ended.open());
  });
  const client = createClient({ plan: shop, variables: { SHOP: server.url, STOCK: server.url } });
  const controller = new AbortController();
  const call = client.get("/customers/{id}", { id: 7 }, { signal: controller.signal });
  await asked.promise;
  const reason = new Error("gone");
  controller.abort(reason);
  await assert.rejects(call, reason);
  await ended.promise;
});

test("whoever is shown a part may end the call, or make another", async () => {
  const { variables, held } = await services();
  const stock = gate();
  held["/levels"] = stock.promise;
  const client = createClient({ plan: shop, variables });
  const controller = new AbortController();
  const reason = new Error("enough");
  let other: Promise<unknown> | undefined;
  const onPart = () => {
    other ??= client.get("/snapshot");
    controller.abort(reason);
  };
  await assert.rejects(client.get("/customers/{id}", { id: 7 }, { signal: controller.signal, onPart }), reason);
  await other;
  stock.open();
  assert.equal((await client.get("/customers/{id}", { id: 7 })).report.outcome, "complete");
});

test("a deadline gives what is there by then", async () => {
  const { variables, held, stock: server } = await services();
  const closed = gate();
  held["/levels"] = closed.promise;
  const client = createClient({ plan: shop, variables });
  await client.ready();
  const { data, report } = await client.get("/customers/{id}", { id: 7 }, { deadline: 300 });
  assert.equal(report.sources["levels"]?.status, "timeout");
  assert.equal(report.sources["orders"]?.status, "ok");
  assert.equal(data.totals.orders, 2);
  closed.open();
  assert.equal(server.seen.length, 1);
});

test("equal calls in flight ask the services once", async () => {
  const { variables, shop: server } = await services();
  const client = createClient({ plan: shop, variables });
  const calls = [1, 2, 3].map(() => client.get("/customers/{id}", { id: 7n }));
  const [one, two, three] = await Promise.all(calls);
  assert.ok(one === two && two === three);
  assert.equal(server.seen.length, 2);
});

test("what is wrong with a plan, a parameter or a path", async () => {
  const broken = { services: { a: { url: "http://a", timout: "1s" } }, endpoints: {} };
  await assert.rejects(
    createClient({ plan: broken }).ready(),
    fails("plan", /\$\.services\.a\.timout: found the key `timout`/),
  );
  await assert.rejects(createClient({ plan: broken }).get("/x" as never), fails("plan"));
  const cyclic = { endpoints: {} as Record<string, { answer: unknown }> };
  cyclic.endpoints["GET /a"] = { answer: cyclic };
  assert.throws(() => createClient({ plan: cyclic }), fails("plan"));
  const client = createClient({ plan: shop });
  await client.ready();
  await client.ready();
  await assert.rejects(
    client.get("/customers/{id}", { id: 0 }),
    (error: OrquestaError) => fails("parameter")(error) && error.parameter === "id",
  );
  await assert.rejects(client.get("/nothing" as "/stock"), fails("not_found"));
  await assert.rejects(client.get("/stock", { a: "x".repeat(20_000) } as never), fails("refused"));
  assert.throws(() => createClient({} as never), fails("plan"));
});

test("it answers requests as a Worker does", async () => {
  const { variables } = await services();
  const client = createClient({ plan: shop, variables });
  const response = await client.handle(new Request("http://localhost/customers/7"));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.match(await response.text(), /^\{"customer":\{"id":9007199254740993\}/);
  assert.equal((await client.handle(new Request("http://localhost/customers/x"))).status, 400);
  assert.equal((await client.handle(new Request("http://localhost/stock", { method: "POST" }))).status, 405);
  const head = await client.handle(new Request("http://localhost/stock", { method: "HEAD" }));
  assert.equal(await head.text(), "");
  const controller = new AbortController();
  const call = client.handle(new Request("http://localhost/stock", { signal: controller.signal }));
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
});

test("members called __proto__ are members", async () => {
  const { variables } = await services();
  const plan = JSON.parse(
    `{"variables":${JSON.stringify(shop.variables)},"services":${JSON.stringify(shop.services)},"sources":{"levels":{"service":"stock","path":"/levels"}},
     "endpoints":{"GET /x":{"answer":{"__proto__":{"polluted":{"$length":"levels"}},"constructor":{"prototype":{"polluted":{"$length":"levels"}}}}}}}`,
  );
  const parts: object[] = [];
  const { data } = await createClient({ plan, variables }).get(
    "/x",
    {},
    { onPart: ({ data }) => parts.push(data as object) },
  );
  assert.deepEqual(Object.keys(data as object), ["__proto__", "constructor"]);
  assert.equal(JSON.stringify(parts.at(-1)), JSON.stringify(data));
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.equal(Object.getPrototypeOf(parts[0]), Object.prototype);
});

test("a client that was closed while it loaded", async () => {
  const client = createClient({ plan: shop });
  const call = client.get("/stock");
  const rejected = assert.rejects(call, fails("closed"));
  await Promise.resolve();
  client.close();
  await rejected;
  await assert.rejects(client.ready(), fails("closed"));
});
