// Real HTTP servers for the tests, on ports that are free.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";

export interface TestServer {
  readonly url: string;
  /** Path and query of each request, in order. */
  readonly seen: IncomingMessage[];
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server that ends with the tests. */
export async function serve(handler: Handler): Promise<TestServer> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.setHeader("connection", "close");
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export const ENVELOPE = "application/vnd.orquesta+json";

/** An envelope as a Worker writes it. */
export function envelope(data: unknown, sources: Record<string, object> = {}, outcome = "complete"): string {
  const filled = Object.fromEntries(
    Object.entries(sources).map(([name, report]) => [
      name,
      {
        service: name,
        status: "ok",
        attempts: 1,
        latency_ms: 1,
        reason: null,
        unusable: 0,
        timeline: [],
        ...report,
      },
    ]),
  );
  return JSON.stringify({ data, report: { outcome, reason: null, elapsed_ms: 2, sources: filled } });
}

export function answer(response: ServerResponse, body: string, status = 200, type = ENVELOPE): void {
  response.writeHead(status, { "content-type": type }).end(body);
}

/** A promise and what settles it. */
export function gate<T = void>(): { promise: Promise<T>; open: (value: T) => void } {
  let open!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (open = resolve));
  return { promise, open };
}
