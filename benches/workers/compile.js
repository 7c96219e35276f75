// Compiles a module as often as it is asked to: `?compile=N` makes N modules, `?instantiate=N` N instances of one.

import bytes from "index_bg.wasm";

let made = 0;
let module;

// The engine knows a module again that it has compiled before; a custom section makes each a new one.
function another() {
  made += 1;
  const section = [0, 5, 1, 0x6e, made & 127, (made >> 7) & 127, (made >> 14) & 127];
  const whole = new Uint8Array(bytes.byteLength + section.length);
  whole.set(new Uint8Array(bytes));
  whole.set(section, bytes.byteLength);
  return whole;
}

// Nothing of what is imported is called by instantiating.
function stubs(module) {
  const stub = (kind) => {
    if (kind === "function") return () => 0;
    if (kind === "tag") return new WebAssembly.Tag({ parameters: ["externref"] });
    throw new Error(`the module imports a ${kind}`);
  };
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = name === "__wbindgen_jstag" ? WebAssembly.JSTag : stub(kind);
  }
  return imports;
}

export default {
  fetch(request, env) {
    const times = (name) => Number(new URL(request.url).searchParams.get(name));
    for (let time = 0; time < times("compile"); time++) env.unsafe.newWasmModule(another());
    if (times("instantiate") > 0) {
      module ??= env.unsafe.newWasmModule(bytes);
      const imports = stubs(module);
      for (let time = 0; time < times("instantiate"); time++) new WebAssembly.Instance(module, imports);
    }
    return new Response("done", { headers: { "content-length": "4" } });
  },
};
