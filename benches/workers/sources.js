// What the Workers of the benchmark share: asking the four services at once, and saying how each fared.

// As long may a service take, as in the plan's defaults. A Worker without limits would cost less, and hang.
const LIMIT = 30_000;

const json = { "content-type": "application/json" };

const SOURCES = [
  { service: "microservice1", url: "MICROSERVICE1_URL", path: "/api/v1/auth/users" },
  { service: "microservice2", url: "MICROSERVICE2_URL", path: "/scrapedAccounts" },
  {
    service: "microservice3",
    url: "MICROSERVICE3_URL",
    path: "/dbquery/user",
    init: { method: "POST", body: "{}", headers: json },
  },
  { service: "microservice4", url: "MICROSERVICE4_URL", path: "/getDashboardInfo" },
];

async function ask(source, env, read) {
  const signal = AbortSignal.timeout(LIMIT);
  const response = await fetch(env[source.url] + source.path, { ...source.init, signal });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return await read(response);
}

// The bodies of the four services, as `read` makes them of responses, with `empty` for those that failed,
// and what the metadata says of them.
export async function askAll(env, read, empty) {
  const started = Date.now();
  const services = {};
  const services_status = {};
  const report = (place, status, reason) => {
    const latency_ms = Date.now() - started;
    const { service } = SOURCES[place];
    services[service] = { status, attempts: 1, latency_ms, reason, unusable: 0 };
    services_status[service] = status;
  };
  for (const { service } of SOURCES) services[service] = services_status[service] = null;
  const bodies = SOURCES.map(async (source, place) => {
    const body = await ask(source, env, read);
    report(place, "ok", null);
    return body;
  });
  const settled = await Promise.allSettled(bodies);
  return {
    services_status,
    services,
    bodies: settled.map(({ value, reason }, place) => {
      if (!reason) return value;
      report(place, reason.name === "TimeoutError" ? "timeout" : "error", String(reason.message));
      return empty[place];
    }),
  };
}
