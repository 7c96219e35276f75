/** What the page needs: the sample services, the Worker, and a server of the built page, each on a free port. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

const paths = {
  backends: process.env.ORQUESTA_BACKENDS ?? join(target, 'debug/orquesta-backends'),
  worker: process.env.ORQUESTA_WORKER_DIR ?? join(root, 'worker/build'),
  workerd: process.env.ORQUESTA_WORKERD ?? join(root, 'node_modules/.bin/workerd'),
};

export interface Options {
  /** How many posts the samples have. */
  posts?: number;
  /** Variables of the plan besides the services' URLs, for the Worker alone. */
  variables?: Record<string, string>;
}

export class Stack {
  readonly #children: ChildProcess[] = [];
  #folder = '';
  /** URL of each service by its name. */
  services: Record<string, string> = {};
  edge = '';
  page = '';

  static async start(options: Options = {}): Promise<Stack> {
    const stack = new Stack();
    try {
      stack.#folder = await mkdtemp(join(tmpdir(), 'orquesta-page-'));
      await stack.#startServices(options.posts ?? 6000);
      await stack.#startWorker(options.variables ?? {});
      await stack.#startPage();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.stdin?.end();
    for (const child of this.#children) child.kill('SIGKILL');
    if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true });
  }

  /** Sets the faults of a service; without any it is well. */
  async fault(name: string, faults: object | null): Promise<void> {
    const url = new URL('/__control', this.services[name]);
    await fetch(url, faults === null ? { method: 'DELETE' } : { method: 'PUT', body: JSON.stringify(faults) });
  }

  /** All services well again. */
  async heal(): Promise<void> {
    await Promise.all(Object.keys(this.services).map((name) => this.fault(name, null)));
  }

  /** What a service was asked, by path, since the last time this was called. */
  async asked(name: string): Promise<string[]> {
    const url = new URL('/__requests', this.services[name]);
    const requests = (await (await fetch(url)).json()) as { path: string }[];
    await fetch(url, { method: 'DELETE' });
    return requests.map(({ path }) => path);
  }

  async #startServices(posts: number): Promise<void> {
    const data = join(this.#folder, 'data.sqlite');
    const args = ['--ports', '0', '--exit-on-stdin-close', '--data', data, '--posts', String(posts)];
    this.services = (await this.#message(paths.backends, args)) as Record<string, string>;
  }

  async #startWorker(variables: Record<string, string>): Promise<void> {
    const port = await freePort();
    for (const name of ['index.js', 'index_bg.wasm']) {
      await copyFile(join(paths.worker, name), join(this.#folder, name));
    }
    const plan = await readFile(join(root, 'plans/dashboard.json'), 'utf8');
    await writeFile(join(this.#folder, 'plan.json'), plan);
    const given = Object.entries(this.services).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]);
    const all = { ...Object.fromEntries(given), ...variables } as Record<string, string>;
    const config = join(this.#folder, 'config.capnp');
    await writeFile(config, capnp(port, Object.keys(all)));
    const child = spawn(paths.workerd, ['serve', config], { env: { ...process.env, ...all }, stdio: ['ignore', 'ignore', 'inherit'] });
    this.#children.push(child);
    this.edge = `http://127.0.0.1:${port}`;
    await answering(this.edge);
  }

  async #startPage(): Promise<void> {
    const config = JSON.stringify({ services: this.services, edge: this.edge, samples: true });
    const args = [join(root, 'www/serve.js'), '--port', '0', '--config', config];
    this.page = ((await this.#message(process.execPath, args)) as { page: string }).page;
  }

  /** Starts a program and reads the line of JSON that it prints when it is ready. */
  async #message(program: string, args: string[]): Promise<unknown> {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#children.push(child);
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`\`${program}\` ended (${code})`))),
      once(child, 'error').then(([error]) => Promise.reject(error)),
    ])) as [string];
    return JSON.parse(line);
  }
}

function capnp(port: number, names: string[]): string {
  const bindings = names.map((name) => `(name = "${name}", fromEnvironment = "${name}"),`).join('\n');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "orquesta", worker = .worker),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "orquesta")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "index.js"),
    (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
  bindings = [
    (name = "PLAN", text = embed "plan.json"),
    ${bindings}
  ],
  compatibilityDate = "2026-04-01",
  globalOutbound = "internet",
);
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
