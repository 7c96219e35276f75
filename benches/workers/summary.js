// The dashboard's summary of parsed bodies: totals, rankings and the trend, as `plans/dashboard.json` has it.

const rounded = (number) => Math.round(number * 100) / 100;

const sum = (items, value) => items.reduce((total, item) => total + (value(item) || 0), 0);

const mean = (items, value) => (items.length ? sum(items, value) / items.length : 0);

const engagement = (item) => item.engagement;

function topUsers(users, accounts) {
  const counts = new Map();
  for (const account of accounts) {
    const user = account.userId || account.user_id;
    if (user) counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  const emails = new Map(users.map((user) => [user.id, user.email]));
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([user_id, accounts_count]) => ({
      user_id,
      accounts_count,
      email: emails.get(user_id) ?? "N/A",
    }));
}

function topAccounts(items) {
  const groups = new Map();
  for (const item of items) {
    const account = item.usernameTiktokAccount;
    if (!account) continue;
    let group = groups.get(account);
    if (!group) {
      group = { account, total_views: 0, total_likes: 0, total_engagement: 0, post_count: 0 };
      groups.set(account, group);
    }
    group.total_views += item.views || 0;
    group.total_likes += item.likes || 0;
    group.total_engagement += item.engagement || 0;
    group.post_count += 1;
  }
  return [...groups.values()].sort((a, b) => b.total_engagement - a.total_engagement).slice(0, 5);
}

function bestEngagement(items) {
  return [...items]
    .sort((a, b) => (b.engagement || 0) - (a.engagement || 0))
    .slice(0, 5)
    .map((item) => ({
      post_id: item.postId,
      account: item.usernameTiktokAccount,
      engagement: item.engagement,
      views: item.views,
      likes: item.likes,
    }));
}

function trends(items) {
  if (items.length < 2) return { growth_rate: 0, engagement_trend: "insufficient_data" };
  const date = (item) => item.datePosted ?? "";
  const sorted = [...items].sort((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : 0));
  const half = Math.floor(sorted.length / 2);
  const first = mean(sorted.slice(0, half), engagement);
  const second = mean(sorted.slice(half), engagement);
  const engagement_trend =
    second > first * 1.1 ? "increasing" : second < first * 0.9 ? "decreasing" : "stable";
  return { growth_rate: first ? rounded(((second - first) / first) * 100) : 0, engagement_trend };
}

export function summary(users, accounts, items) {
  return {
    summary: {
      total_users: users.length,
      total_accounts: accounts.length,
      total_views: sum(items, (item) => item.views),
      total_likes: sum(items, (item) => item.likes),
      total_interactions: sum(items, (item) => item.totalInteractions),
      average_engagement: rounded(mean(items.filter(engagement), engagement)),
    },
    rankings: {
      top_users: topUsers(users, accounts),
      top_accounts: topAccounts(items),
      best_engagement: bestEngagement(items),
    },
    trends: trends(items),
  };
}
