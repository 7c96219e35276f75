// What the Workers of the benchmark share: asking the services at once, and saying how each fared.

// As long may a service take, as in the plan's defaults. A Worker without limits would cost less, and hang.
const LIMIT = 30_000;

const SOURCES = {
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

// What the consolidated answer needs, and what the summary does.
export const ALL = ["users", "accounts", "metrics", "dashboard"];
export const THREE = ["users", "accounts", "metrics"];

async function ask({ url, path, init }, env, read) {
  const signal = AbortSignal.timeout(LIMIT);
  const response = await fetch(env[url] + path, { ...init, signal });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return await read(response);
}

// The bodies of the sources with these names, as `read` makes them of responses, or from `empty` for those that
// failed; and what the metadata says of them.
export async function askAll(names, env, read, empty) {
  const started = Date.now();
  const asked = names.map(async (name) => {
    const body = await ask(SOURCES[name], env, read);
    return { body, latency_ms: Date.now() - started };
  });
  const settled = await Promise.allSettled(asked);
  const bodies = {};
  const services = {};
  const services_status = {};
  settled.forEach(({ value, reason }, place) => {
    const name = names[place];
    const { service } = SOURCES[name];
    bodies[name] = value ? value.body : empty[name];
    const status = value ? "ok" : reason.name === "TimeoutError" ? "timeout" : "error";
    const latency_ms = value?.latency_ms ?? Date.now() - started;
    services[service] = {
      status,
      attempts: 1,
      latency_ms,
      reason: reason?.message ?? null,
      unusable: 0,
    };
    services_status[service] = status;
  });
  return { bodies, status: { services_status, services } };
}
