// The floor: what it costs to fetch the four bodies and to copy them once, whatever they are. It checks
// nothing, counts nothing and has no metadata.
import { askAll } from "./sources.js";

const EMPTY = ["[]", "[]", "{}", "[]"].map((text) => new TextEncoder().encode(text));

const BETWEEN = ['{"users":', ',"scraped_accounts":', ',"metrics":', ',"dashboard_data":', "}"];

const literals = BETWEEN.map((text) => new TextEncoder().encode(text));

const headers = { "content-type": "application/json" };

export default {
  async fetch(request, env) {
    const { bodies } = await askAll(env, (response) => response.arrayBuffer(), EMPTY);
    const pieces = literals.flatMap((literal, place) =>
      place < bodies.length ? [literal, new Uint8Array(bodies[place])] : [literal],
    );
    const answer = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let end = 0;
    for (const piece of pieces) {
      answer.set(piece, end);
      end += piece.length;
    }
    return new Response(answer, { headers });
  },
};
