// The lists of many services, put into one answer as texts. Nothing checks that they are JSON.
import { askAll } from "./ask.js";
import { sources } from "./many.js";

const headers = { "content-type": "application/json" };

export default {
  async fetch(request, env) {
    const read = (response) => response.text();
    const { bodies, status } = await askAll(sources(env), env, read, {});
    const members = Object.entries(bodies).map(([name, body]) => `"${name}":${body ?? null}`);
    const answer = `{${members.join(",")},"metadata":${JSON.stringify(status)}}`;
    return new Response(answer, { headers });
  },
};
