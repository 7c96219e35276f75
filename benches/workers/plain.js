// The dashboard as most people would write it: everything is parsed, and the answer is made of it.
import { askAll } from "./ask.js";
import { ALL, THREE } from "./dashboard.js";
import { summary } from "./summary.js";

const EMPTY = {
  users: [],
  accounts: [],
  metrics: { items: [], count: 0, dashboard: [] },
  dashboard: [],
};

const read = (response) => response.json();

async function summarised(env) {
  const { bodies, status } = await askAll(THREE, env, read, EMPTY);
  const { users, accounts, metrics } = bodies;
  const timestamp = new Date().toISOString();
  return Response.json({
    ...summary(users, accounts, metrics.items),
    timestamp,
    metadata: status,
  });
}

async function consolidated(env) {
  const { bodies, status } = await askAll(ALL, env, read, EMPTY);
  const { users, accounts, metrics, dashboard } = bodies;
  return Response.json({
    users,
    scraped_accounts: accounts,
    metrics,
    dashboard_data: dashboard,
    metadata: {
      total_users: users.length,
      total_accounts: accounts.length,
      total_posts_analyzed: metrics.count,
      timestamp: new Date().toISOString(),
      ...status,
    },
  });
}

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    return pathname.endsWith("/summary") ? summarised(env) : consolidated(env);
  },
};
