/** What the wasm exports, as far as a caller needs it. */
export interface Exports {
  start(request: number, length: number, deadline: number, parts: number): void;
  cancel(request: number): void;
  sweep(): void;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer> | null;
}

export interface Caller {
  end(request: number, reply: Reply | undefined): void;
  part(request: number, json: Uint8Array<ArrayBuffer>): void;
  lose(request: number): void;
}

export interface Instance {
  readonly exports: Exports;
  /** Names of the header fields that requests are to be started with. */
  readonly wanted: string[];
  /** What is wrong with the plan. */
  readonly complaint: string;
  put(text: string): number;
  configure(variables: Record<string, string | number | boolean>): boolean;
  save(): string;
  merge(saved: string): boolean;
}

export type Enter = <T>(instance: Instance, call: (exports: Exports) => T) => T | undefined;

export function instantiate(module: WebAssembly.Module, enter: Enter, caller: Caller, lengths: boolean): Instance;

/** A header field that may be missing, as the wasm reads it. */
export function line(value: string | null): string;
