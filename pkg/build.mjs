// Builds the package into `dist/`: bundles by esbuild, declarations by tsc, the wasm as a file and inlined.
// With `--tests`, the tests into `.tests/`, too; with `--types`, the types of plans anew.
//
// The wasm is `$ORQUESTA_WASM`, or what `cargo xtask build` leaves under `target/`.

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { build } from "esbuild";
import { planTypes } from "./plan-types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const at = (...names) => join(here, ...names);
const wasm = process.env.ORQUESTA_WASM ?? at("../target/wasm32-unknown-unknown/package/orquesta.wasm");

if (!existsSync(wasm)) {
  console.error(`error: there is no wasm at \`${wasm}\`; \`cargo xtask build\` makes it`);
  process.exit(1);
}

const schema = at("../plans/plan.schema.json");
const types = await planTypes(JSON.parse(readFileSync(schema, "utf8")));
if (process.argv.includes("--types")) writeFileSync(at("src/plan.ts"), types);
if (types !== readFileSync(at("src/plan.ts"), "utf8")) {
  console.error("error: `pkg/src/plan.ts` is not what the schema says; `npm run types -w orquesta` makes it");
  process.exit(1);
}

rmSync(at("dist"), { recursive: true, force: true });
mkdirSync(at("dist"));

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
};

// Gives `virtual:wasm` the wasm, as small as text can be: compressed, then in Base64.
const inlined = {
  name: "inlined",
  setup(build) {
    build.onResolve({ filter: /^virtual:wasm$/ }, () => ({ path: "wasm", namespace: "inlined" }));
    build.onLoad({ filter: /.*/, namespace: "inlined" }, () => {
      const text = deflateSync(readFileSync(wasm), { level: 9 }).toString("base64");
      return { contents: `export default ${JSON.stringify(text)};`, loader: "js" };
    });
  },
};

const entries = ["index", "slim", "query", "workerd"].map((name) => `src/${name}.ts`);
await build({
  ...common,
  entryPoints: entries,
  splitting: true,
  outdir: "dist",
  chunkNames: "[name]-[hash]",
  external: ["./orquesta.wasm", "./worker.js"],
  plugins: [inlined],
});
// Of imports for nothing bundlers warn, as the package says that its files have no side effects.
for (const name of readdirSync(at("dist"))) {
  const file = at("dist", name);
  writeFileSync(file, readFileSync(file, "utf8").replace(/^import "\.\/[^"]+";\n/gm, ""));
}
// One file without imports, as some bundlers can make workers of no other.
await build({ ...common, entryPoints: ["src/worker.ts"], outdir: "dist" });

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", at("tsconfig.json")], { stdio: "inherit" });

// Only what the entries' declarations need.
const needed = new Set();
function need(name) {
  if (needed.has(name)) return;
  needed.add(name);
  for (const [, next] of readFileSync(at("dist", name), "utf8").matchAll(/ from "\.\/([\w-]+)\.js"/g))
    need(`${next}.d.ts`);
}
for (const entry of ["index", "slim", "query", "worker"]) need(`${entry}.d.ts`);
for (const name of readdirSync(at("dist")))
  if (name.endsWith(".d.ts") && !needed.has(name)) rmSync(at("dist", name));

writeFileSync(
  at("dist/orquesta.wasm.d.ts"),
  `import type { WasmSource } from "./options.js";

/** A module or a URL, as it is configured. */
declare const wasm: WasmSource;
export default wasm;
`,
);
copyFileSync(wasm, at("dist/orquesta.wasm"));
copyFileSync(schema, at("dist/plan.schema.json"));
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(at("..", licence), at(licence));

if (process.argv.includes("--tests")) {
  rmSync(at(".tests"), { recursive: true, force: true });
  const tests = readdirSync(at("tests")).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => `tests/${name}`),
    outdir: ".tests",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    external: ["orquesta", "orquesta/*"],
  });
}
