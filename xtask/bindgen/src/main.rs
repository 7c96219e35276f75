//! `orquesta-bindgen INPUT.wasm OUT_DIR`: writes `index.js` and `index_bg.wasm`.
//!
//! The options are those of a Worker: an ES module that gets its `WebAssembly.Module` by import, and
//! that can throw its instance away after a panic and start afresh (`__wbg_reset_state`).
fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(input), Some(out)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: orquesta-bindgen INPUT.wasm OUT_DIR");
        std::process::exit(2);
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let written = bindgen.module(true).and_then(|bindgen| {
        bindgen
            .input_path(input)
            .out_name("index")
            .typescript(false)
            .reset_state_function(true)
            .force_enable_abort_handler(true)
            .generate(out)
    });
    if let Err(error) = written {
        eprintln!("error: {error:#}");
        std::process::exit(1);
    }
}
