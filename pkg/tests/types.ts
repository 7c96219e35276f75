// What the types promise; checked by tsc, never run.

import {
  createClient,
  definePlan,
  type Answer,
  type Answered,
  type Client,
  type Plan,
  type Report,
  type Status,
} from "orquesta";
import { queryOptions } from "orquesta/query";
import dashboard from "../../plans/dashboard.json" with { type: "json" };

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Equal<A, B> extends true ? [] : [never]): void {}

interface Customer {
  id: number;
  name: string;
  address?: { city: string } | null;
}
interface Order {
  id: string;
  total: number;
  day: string;
  tags: string[];
}

const shop = definePlan({
  name: "shop",
  services: {
    shop: { url: "https://shop.example", breaker: { volume: 5 } },
    stock: { url: "https://stock.example" },
  },
  sources: {
    customer: { service: "shop", path: "/customers/{id}", empty: {} },
    orders: {
      service: "shop",
      path: "/orders",
      query: { customer: { $parameter: "id" } },
      empty: { items: [] },
    },
    levels: {
      service: "stock",
      method: "POST",
      path: "/levels",
      body: { of: [{ $field: "customer", path: "/warehouse" }] },
    },
    other: { service: "stock", path: "/other" },
  },
  endpoints: {
    "GET /customers/{id}": {
      parameters: {
        id: { type: "integer" },
        sort: { type: "string", enum: ["up", "down"], required: true },
        page: { type: "number" },
        all: { type: "boolean" },
      },
      required: ["customer"],
      answer: {
        customer: { $source: "customer" },
        city: { $source: "customer", path: "/address/city", default: "" },
        first: { $source: "orders", path: "/items/0/day" },
        levels: { $source: "levels" },
        other: { $source: "other" },
        count: { $length: "orders" },
        spent: { $sum: "orders", each: "/items", value: "/total" },
        mean: { $mean: "orders", each: "/items", value: "/total", default: 0 },
        least: { $min: "orders", each: "/items", value: "/total" },
        day: { $first: "orders", each: "/items", value: "/day" },
        id: { $parameter: "id" },
        sort: { $parameter: "sort" },
        page: { $parameter: "page" },
        fixed: { $constant: { $sum: [1] } },
        list: ["a", { $time: "iso8601" }],
        days: {
          $group: "orders",
          each: "/items",
          by: ["/day"],
          item: {
            day: { $key: true },
            n: { $count: true },
            name: { $join: "customer", on: "/id", value: "/name", default: "?" },
          },
        },
        top: { $top: "orders", each: "/items", by: "/total", item: { id: "/id", total: "/total" }, limit: 3 },
        trend: {
          $trend: "orders",
          by: "/id",
          value: "/total",
          item: { growth: { $growth: true }, is: { $direction: true } },
        },
        statuses: { $statuses: "source" },
      },
    },
    "GET /orders": { answer: { $length: "orders" } },
    "GET /health": { answer: { $health: "all" } },
  },
});

interface Bodies {
  customer: Customer;
  orders: { items: Order[] };
  levels: number[];
}
const client = createClient({ plan: shop, bodies: {} as Bodies });
const edge = createClient<typeof shop, Bodies>({ endpoint: "https://edge.example" });

const either: Client<typeof shop, Bodies> = Math.random() < 0.5 ? client : edge;

async function answers() {
  same<Awaited<ReturnType<typeof either.ready>>, void>();
  const answer = await client.get("/customers/{id}", { id: 9223372036854775807n, sort: "up" });
  if (answer.data === null) return same<typeof answer.report.outcome, "failed">();
  same<typeof answer.report.outcome, "complete" | "partial">();
  const { data } = answer;
  same<typeof data.customer, Customer>();
  same<typeof data.city, string>();
  same<typeof data.first, string | null>();
  same<typeof data.levels, number[] | null>();
  same<typeof data.other, unknown>();
  same<typeof data.count, number>();
  same<typeof data.spent, number>();
  same<typeof data.mean, number>();
  same<typeof data.least, number | null>();
  same<typeof data.day, string | null>();
  same<typeof data.id, number>();
  same<typeof data.sort, "up" | "down">();
  same<typeof data.page, number | null>();
  same<typeof data.fixed, { $sum: [1] }>();
  same<typeof data.list, ["a", string]>();
  same<typeof data.days, { day: string; n: number; name: unknown }[]>();
  same<typeof data.top, { id: string | null; total: number | null }[]>();
  same<
    typeof data.trend,
    { growth: number; is: "increasing" | "decreasing" | "stable" | "insufficient_data" }
  >();
  same<typeof data.statuses, { [name: string]: Status }>();

  const orders = await edge.get("/orders");
  same<typeof orders, Answered<number>>();
  const health = await edge.get("/health", null, { onPart: ({ data }) => data["shop"] });
  same<(typeof health)["data"], { [service: string]: string }>();

  // @ts-expect-error there is no such endpoint
  await client.get("/customer");
  // @ts-expect-error the parameters are missing
  await client.get("/customers/{id}");
  // @ts-expect-error one of them is missing
  await client.get("/customers/{id}", { id: 1 });
  // @ts-expect-error it is no such choice
  await client.get("/customers/{id}", { id: 1, sort: "left" });
  // @ts-expect-error it is no integer
  await client.get("/customers/{id}", { id: "a", sort: "up" });
  // @ts-expect-error there is no such parameter
  await client.get("/customers/{id}", { id: 1, sort: "up", size: 1 });
  // @ts-expect-error there are none
  await client.get("/orders", { id: 1 });
  // @ts-expect-error an endpoint answers no requests
  await edge.handle(new Request("http://localhost/"));
  await client.handle(new Request("http://localhost/"));
  await client.get("/customers/{id}", { id: "7", sort: "up", page: undefined, all: null });
}

async function anything(plan: Plan) {
  const open = createClient({ plan });
  const answer = await open.get("/anything", { a: 1n });
  same<typeof answer, Answer<unknown>>();
  const typed = await open.get<{ a: number }>("/anything");
  if (typed.data !== null) same<typeof typed.data.a, number>();
  const unknown = createClient({ endpoint: "https://edge.example" });
  same<typeof unknown extends typeof open ? true : false, false>();
  const { report }: { report: Report } = await unknown.get("/x");
  void report;
}

async function imported() {
  const client = createClient({ plan: dashboard, variables: { MICROSERVICE1_URL: "https://a.example" } });
  const { data } = await client.get("/api/dashboard/summary", { user_id: 1 });
  same<typeof data.summary.total_users, number>();
  same<(typeof data.rankings.top_accounts)[number]["post_count"], number>();
  same<typeof data.timestamp, string>();
}

async function queries() {
  const options = queryOptions(client, "/customers/{id}", { id: 1, sort: "up" }, { deadline: 100 });
  const progress = await options.queryFn({ signal: new AbortController().signal });
  if (progress.report === null) same<typeof progress.data.count, number | undefined>();
  else if (progress.data !== null) same<typeof progress.data.count, number>();
  // @ts-expect-error the parameters are missing
  queryOptions(client, "/customers/{id}");
  const open = createClient({ endpoint: "https://edge.example" });
  const { data } = await queryOptions<number>(open, "/x").queryFn({ signal: new AbortController().signal });
  same<typeof data, number | null>();
  queryOptions(open, "/x", { a: 1 });
}

// What is wrong with a plan is found where it stands.
const service = { url: "https://shop.example" } as const;
const source = { service: "shop", path: "/orders" } as const;

// @ts-expect-error there are no endpoints
definePlan({ services: {} });
definePlan({
  // @ts-expect-error there is no such key
  services: { shop: { url: "https://shop.example", timout: "1s" } },
  endpoints: {},
});
definePlan({
  services: { shop: service },
  // @ts-expect-error there is no such service
  sources: { orders: { service: "shp", path: "/" } },
  endpoints: {},
});
definePlan({
  services: { shop: service },
  // @ts-expect-error there is no such method
  sources: { orders: { service: "shop", path: "/", method: "get" } },
  endpoints: {},
});
definePlan({
  services: { shop: service },
  sources: { orders: source },
  // @ts-expect-error there is no such source
  endpoints: { "GET /a": { answer: { n: { $length: "order" } } } },
});
definePlan({
  services: { shop: service },
  sources: { orders: source },
  // @ts-expect-error a key is missing
  endpoints: { "GET /a": { answer: { $sum: "orders" } } },
});
definePlan({
  services: { shop: service },
  sources: { orders: source },
  // @ts-expect-error there is no such key
  endpoints: { "GET /a": { answer: { $length: "orders", pth: "/a" } } },
});
definePlan({
  // @ts-expect-error there is no such operation
  endpoints: { "GET /a": { answer: { n: { $count: "orders" } } } },
});
definePlan({
  // @ts-expect-error it is no route
  endpoints: { "POST /a": { answer: 1 } },
});

createClient({
  // @ts-expect-error a plan without endpoints is none
  plan: {},
});

void [answers, anything, imported, queries];
