// What the dashboard asks, as in `plans/dashboard.json`: for the consolidated answer all four, for the summary
// three.

export const ALL = {
  users: { service: "microservice1", url: "MICROSERVICE1_URL", path: "/api/v1/auth/users" },
  accounts: { service: "microservice2", url: "MICROSERVICE2_URL", path: "/scrapedAccounts" },
  metrics: {
    service: "microservice3",
    url: "MICROSERVICE3_URL",
    path: "/dbquery/user",
    init: { method: "POST", body: "{}", headers: { "content-type": "application/json" } },
  },
  dashboard: { service: "microservice4", url: "MICROSERVICE4_URL", path: "/getDashboardInfo" },
};

const { users, accounts, metrics } = ALL;

export const THREE = { users, accounts, metrics };
