//! What a page downloads of the npm package, once a bundler has put it together.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::progress::Progress;

/// What a page with a client loads at once, and what it loads with the first call of a plan.
pub(super) const FILES: [&str; 2] = ["client.js", "engine.js"];

/// The modules of the package that are loaded with the first call, by the beginnings of their names.
const LATE: [&str; 2] = ["pkg/dist/inlined-", "pkg/dist/here-"];

/// Bundles a page that makes a client, and gives the two files that it downloads, each in one piece.
pub(crate) fn bundle(progress: &Progress) -> Result<[PathBuf; 2]> {
    let folder = repository::page_bundle();
    let (entry, out, meta) = (folder.join("page.js"), folder.join("out"), folder.join("meta.json"));
    progress.step("page", || {
        // Of former chunks none must be left.
        if out.exists() {
            fs::remove_dir_all(&out).on("empty", &out)?;
        }
        fs::create_dir_all(&folder).on("create", &folder)?;
        let text = "export { createClient } from \"orquesta\";\n";
        fs::write(&entry, text).on("write", &entry)?;
        let root = repository::root();
        let mut esbuild = Command::new(root.join("node_modules/.bin/esbuild"));
        esbuild
            .current_dir(&root)
            .arg(&entry)
            .args(["--bundle", "--splitting", "--minify", "--format=esm", "--log-level=warning"])
            .arg(format!("--outdir={}", out.display()))
            .arg(format!("--metafile={}", meta.display()))
            .env("NODE_PATH", root.join("node_modules"));
        progress.run("page-esbuild", &mut esbuild)
    })?;
    let text = fs::read_to_string(&meta).on("read", &meta)?;
    let outputs: Value = serde_json::from_str(&text).on("read", &meta)?;
    let outputs = outputs["outputs"].as_object().ok_or_else(|| wrong("outputs"))?;
    let holds = |output: &Value, start: &str| {
        let inputs = output["inputs"].as_object();
        inputs.is_some_and(|inputs| inputs.keys().any(|name| name.starts_with(start)))
    };
    // What is loaded late is an entry, too.
    let is_page = |output: &Value| {
        output["entryPoint"].as_str().is_some_and(|name| name.ends_with("size/page.js"))
    };
    let first = outputs.iter().find(|(_, output)| is_page(output));
    let (first, _) = first.ok_or_else(|| wrong("an entry"))?;
    let client = closure(outputs, first);
    let mut engine = BTreeSet::new();
    for start in LATE {
        let (name, _) = outputs
            .iter()
            .find(|(_, output)| holds(output, start))
            .ok_or_else(|| wrong(&format!("a module `{start}…`")))?;
        engine.extend(closure(outputs, name));
    }
    let engine = engine.difference(&client).cloned().collect();
    let mut files = FILES.map(|name| folder.join(name));
    for (file, parts) in files.iter_mut().zip([client, engine]) {
        let mut whole = Vec::new();
        for part in parts {
            let part = repository::root().join(part);
            whole.extend(fs::read(&part).on("read", &part)?);
        }
        fs::write(&file, whole).on("write", file)?;
    }
    Ok(files)
}

/// An output with all that it imports at once.
fn closure(outputs: &serde_json::Map<String, Value>, first: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = vec![first.to_owned()];
    while let Some(name) = next.pop() {
        let imports = outputs.get(&name).and_then(|output| output["imports"].as_array());
        let at_once = imports.into_iter().flatten().filter(|one| one["kind"] == "import-statement");
        next.extend(at_once.filter_map(|one| Some(one["path"].as_str()?.to_owned())));
        found.insert(name);
    }
    found
}

fn wrong(expected: &str) -> Error {
    Error::new(format!("the bundle of a page has not {expected}"))
}
