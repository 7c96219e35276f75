// The dashboard as most people would write it: everything is parsed, and the answer is made of it.
import { askAll } from "./sources.js";
import { summary } from "./summary.js";

const EMPTY = [[], [], { items: [], count: 0, dashboard: [] }, []];

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const { bodies, ...status } = await askAll(env, (response) => response.json(), EMPTY);
    const [users, scraped_accounts, metrics, dashboard_data] = bodies;
    const timestamp = new Date().toISOString();
    if (pathname.endsWith("/summary")) {
      const answer = summary(users, scraped_accounts, metrics.items);
      return Response.json({ ...answer, timestamp, metadata: status });
    }
    return Response.json({
      users,
      scraped_accounts,
      metrics,
      dashboard_data,
      metadata: {
        total_users: users.length,
        total_accounts: scraped_accounts.length,
        total_posts_analyzed: metrics.count,
        timestamp,
        ...status,
      },
    });
  },
};
