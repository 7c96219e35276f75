export { OrquestaError, type ErrorCode, type ErrorDetails } from "./error.js";
export type * from "./types.js";
import { BaseClient, type ClientOptions } from "./client.js";
import { endpointBackend, type EndpointOptions } from "./endpoint.js";
export function createClient(options: EndpointOptions & ClientOptions): BaseClient {
  return new BaseClient(endpointBackend(options), options, undefined);
}
