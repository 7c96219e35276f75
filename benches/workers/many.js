// Any number of services, each of which is asked for one thing.

const known = new Map();

// The sources of this Worker, by name.
export function sources(env) {
  if (!known.has(env.SERVICES)) {
    const numbers = Array.from({ length: Number(env.SERVICES) }, (_, place) => place + 1);
    const entries = numbers.map((number) => {
      const service = `service${number}`;
      return [service, { service, url: `SERVICE${number}_URL`, path: "/list" }];
    });
    known.set(env.SERVICES, Object.fromEntries(entries));
  }
  return known.get(env.SERVICES);
}
