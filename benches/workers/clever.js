// The dashboard with as little parsing as its answer needs. Bodies go into the consolidated answer as texts;
// users and accounts are parsed to be counted, of the metrics only the count is read. Nothing checks that the
// rest is JSON: where a service says something else, the answer is broken.
import { askAll } from "./ask.js";
import { ALL, THREE } from "./dashboard.js";
import { summary } from "./summary.js";

const EMPTY = {
  users: "[]",
  accounts: "[]",
  metrics: '{"items":[],"count":0,"dashboard":[]}',
  dashboard: "[]",
};

const headers = { "content-type": "application/json" };

const read = (response) => response.text();

async function summarised(env) {
  const { bodies, status } = await askAll(THREE, env, read, EMPTY);
  const { items } = JSON.parse(bodies.metrics);
  const timestamp = new Date().toISOString();
  return Response.json({
    ...summary(JSON.parse(bodies.users), JSON.parse(bodies.accounts), items),
    timestamp,
    metadata: status,
  });
}

// The count of the metrics, which stands after the items, with little behind it.
function count(metrics) {
  const end = metrics.slice(metrics.lastIndexOf('"count"'));
  return Number(/^"count"\s*:\s*(\d+)/.exec(end)?.[1] ?? JSON.parse(metrics).count);
}

async function consolidated(env) {
  const { bodies, status } = await askAll(ALL, env, read, EMPTY);
  const { users, accounts, metrics, dashboard } = bodies;
  const metadata = JSON.stringify({
    total_users: JSON.parse(users).length,
    total_accounts: JSON.parse(accounts).length,
    total_posts_analyzed: count(metrics),
    timestamp: new Date().toISOString(),
    ...status,
  });
  const answer =
    `{"users":${users},"scraped_accounts":${accounts},"metrics":${metrics},` +
    `"dashboard_data":${dashboard},"metadata":${metadata}}`;
  return new Response(answer, { headers });
}

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    return pathname.endsWith("/summary") ? summarised(env) : consolidated(env);
  },
};
