// The dashboard with as little parsing as its answer needs. Bodies go into the consolidated answer as texts;
// users and accounts are parsed to be counted, of the metrics only the count is read. Nothing checks that the
// rest is JSON: where a service says something else, the answer is broken.
import { askAll } from "./sources.js";
import { summary } from "./summary.js";

const EMPTY = ["[]", "[]", '{"items":[],"count":0,"dashboard":[]}', "[]"];

const headers = { "content-type": "application/json" };

// The count of the metrics, which stands after the items, with little behind it.
function count(metrics) {
  const end = metrics.slice(metrics.lastIndexOf('"count"'));
  return Number(/^"count"\s*:\s*(\d+)/.exec(end)?.[1] ?? JSON.parse(metrics).count);
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const { bodies, ...status } = await askAll(env, (response) => response.text(), EMPTY);
    const [users, accounts, metrics, dashboard] = bodies;
    const timestamp = new Date().toISOString();
    if (pathname.endsWith("/summary")) {
      const { items } = JSON.parse(metrics);
      const answer = summary(JSON.parse(users), JSON.parse(accounts), items);
      return Response.json({ ...answer, timestamp, metadata: status });
    }
    const metadata = JSON.stringify({
      total_users: JSON.parse(users).length,
      total_accounts: JSON.parse(accounts).length,
      total_posts_analyzed: count(metrics),
      timestamp,
      ...status,
    });
    const answer =
      `{"users":${users},"scraped_accounts":${accounts},"metrics":${metrics},` +
      `"dashboard_data":${dashboard},"metadata":${metadata}}`;
    return new Response(answer, { headers });
  },
};
