// Asks a Worker.

import { ENVELOPE } from "./answer.js";
import type { Backend } from "./backend.js";
import { OrquestaError } from "./error.js";
import type { EndpointOptions } from "./options.js";

// As large as the largest body that a plan can allow.
const LARGEST = 256 * 1024 * 1024;

export function endpointBackend(options: EndpointOptions): Backend {
  const { deadlineHeader } = options;
  const base = baseOf(options.endpoint);
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  return {
    at: base,
    id: base,
    identity: base,
    punctual: deadlineHeader !== undefined,
    fault: "endpoint",
    ready: async () => {},
    close: () => {},
    async ask(call, left, signal) {
      const headers: Record<string, string> = { ...call.headers, accept: ENVELOPE };
      if (deadlineHeader !== undefined && left !== undefined) {
        headers[deadlineHeader.toLowerCase()] = String(Math.ceil(left));
      }
      try {
        const response = await send(base + call.url, { headers, signal });
        const text = await readText(response, LARGEST);
        return { status: response.status, type: response.headers.get("content-type"), text };
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof OrquestaError) throw cause;
        throw new OrquestaError("endpoint", `\`${base}\` could not be reached`, { cause });
      }
    },
  };
}

// The URL that paths are added to.
function baseOf(endpoint: string): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  let url: URL | undefined;
  try {
    url = new URL(endpoint, page);
  } catch {
    // Told below.
  }
  const plain = url && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "";
  if (!url || !plain || url.username !== "" || url.password !== "") {
    // It is not shown, for it may hold a password.
    const form = "an `http` or `https` URL without query, fragment and credentials";
    throw new OrquestaError("endpoint", `the option \`endpoint\` is no such URL, expected ${form}`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Reads a body as text, and no more of it than may be. */
export async function readText(response: Response, largest: number): Promise<string> {
  const { status, body } = response;
  const tooLarge = () => new OrquestaError("endpoint", `answered more than ${largest} bytes`, { status });
  if (Number(response.headers.get("content-length") ?? 0) > largest) {
    await body?.cancel();
    throw tooLarge();
  }
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > largest) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
