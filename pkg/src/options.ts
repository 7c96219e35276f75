// What clients can be told.

/** What all clients can be told; `B` is what the bodies of sources are. */
export interface ClientOptions<B = {}> {
  /** What becomes of calls while the browser has no connection. Default: `pause`. */
  readonly offline?: Offline | undefined;
  /** Reads answers. Default: `JSON.parse`, which rounds integers beyond 53 bits. */
  readonly parse?: Parse | undefined;
  /** Keeps whole answers to show them at once while new ones are fetched. Default: none is kept. */
  readonly cache?: CacheOptions | undefined;
  /** What the bodies of sources are: of this only the type counts, as in `{} as { users: User[] }`. */
  readonly bodies?: B | undefined;
}

/** Options of a client that asks the services itself. */
export interface PlanOptions<P, B = {}> extends LocalOptions, ClientOptions<B> {
  readonly plan: P & object;
  readonly endpoint?: undefined;
}

/** Options of a client that asks a Worker. */
export interface WorkerOptions<B = {}> extends EndpointOptions, ClientOptions<B> {
  readonly plan?: undefined;
}

/** Reads JSON; another than `JSON.parse` keeps numbers of 64 bits whole. */
export type Parse = (text: string) => unknown;

/** `pause`: they wait until there is one. `fail`: they are errors. `ignore`: they are made all the same. */
export type Offline = "pause" | "fail" | "ignore";

/** Where and how a Worker is asked. */
export interface EndpointOptions {
  /** The URL of a Worker, such as `https://edge.example.com`; in a page it may be relative. */
  readonly endpoint: string;
  /** The header field that tells the Worker how many milliseconds it has: the plan's `deadline_header`. */
  readonly deadlineHeader?: string | undefined;
  /** Makes requests; for credentials, or for the binding of a Worker. Default: `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** What is run here, and how. */
export interface LocalOptions {
  readonly plan: object;
  /** What the plan's variables are instead of their defaults. */
  readonly variables?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Keeps what is known of the services across page loads. Default: it is forgotten. */
  readonly health?: HealthOptions | undefined;
  /** Runs in a Web Worker; a function makes it where `true` finds none. In this thread where there are none. */
  readonly worker?: boolean | (() => WorkerLike) | undefined;
  /** The wasm, if it is not to be the one that comes with the entry. */
  readonly wasm?: WasmSource | undefined;
}

/** What is used of a Web Worker. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: "error" | "messageerror",
    listener: (event: { readonly message?: string }) => void,
  ): void;
}

// As types go where those of the DOM are missing, such as in Node.
type Wasm = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;
type Given = string | URL | Response | ArrayBuffer | ArrayBufferView | Wasm;

/** Where the wasm comes from: its URL, a response, its bytes or the module, or a promise of one of these. */
export type WasmSource = Given | PromiseLike<Given>;

export interface CacheOptions {
  /** How long an answer is fresh, in milliseconds: meanwhile nobody is asked. */
  readonly maxAge: number;
  /** How long after that it is still given at once, while a new one is fetched, in milliseconds. Default: 0. */
  readonly staleWhileRevalidate?: number | undefined;
  /** Where answers are kept. Default: IndexedDB; in memory where there is none. */
  readonly store?: Store | undefined;
}

/** An answer as it is kept. */
export interface Kept {
  /** JSON. */
  readonly text: string;
  /** When it came, in milliseconds since 1970. */
  readonly stored_at: number;
}

/** Keeps answers. Keys are digests, in which no token can be read. */
export interface Store {
  find(key: string): Promise<Kept | undefined>;
  keep(key: string, answer: Kept): Promise<void>;
  forget(key: string): Promise<void>;
  clear(): Promise<void>;
}

/** What is used of `localStorage`. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface HealthOptions {
  /** The key under which it is kept. Default: `orquesta.health.` and the name of the plan. */
  readonly key?: string | undefined;
  /** Where it is kept. Default: `localStorage`. */
  readonly storage?: StorageLike | undefined;
  /** The URL of an endpoint whose answer is `{ "$snapshot": "health" }`, which is asked once. */
  readonly snapshot?: string | URL | undefined;
}
