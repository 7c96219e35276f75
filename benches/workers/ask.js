// What the Workers of the benchmark share: asking the services at once, and saying how each fared.

// As long may a service take, as in the plan's defaults. A Worker without limits would cost less, and hang.
const LIMIT = 30_000;

async function ask({ url, path, init }, env, read) {
  const signal = AbortSignal.timeout(LIMIT);
  const response = await fetch(env[url] + path, { ...init, signal });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return await read(response);
}

// The bodies of sources by name, as `read` makes them of responses, or from `empty` for those that failed; and
// what the metadata says of them.
export async function askAll(sources, env, read, empty) {
  const started = Date.now();
  const names = Object.keys(sources);
  const asked = names.map(async (name) => {
    const body = await ask(sources[name], env, read);
    return { body, latency_ms: Date.now() - started };
  });
  const settled = await Promise.allSettled(asked);
  const bodies = {};
  const services = {};
  const services_status = {};
  settled.forEach(({ value, reason }, place) => {
    const name = names[place];
    const { service } = sources[name];
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
