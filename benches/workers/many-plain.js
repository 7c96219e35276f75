// The lists of many services, parsed and put into one answer.
import { askAll } from "./ask.js";
import { sources } from "./many.js";

export default {
  async fetch(request, env) {
    const { bodies, status } = await askAll(sources(env), env, (response) => response.json(), {});
    return Response.json({ ...bodies, metadata: status });
  },
};
