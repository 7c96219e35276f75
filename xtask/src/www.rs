//! The dashboard page: builds it with the npm package that it imports, and serves it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Map, Value, json};
use xtask::error::{Context, Error, Result};
use xtask::process::{Output, Process};
use xtask::repository;

use crate::build;
use crate::progress::Progress;
use crate::stamp::Stamp;

/// The port of the page unless another is named.
pub(crate) const PORT: u16 = 8006;

/// Builds the package into `pkg/dist` and the page into `www/dist`, unless they were built of the same
/// before.
pub(crate) fn build(progress: &Progress) -> Result<()> {
    package(progress)?;
    let root = repository::root();
    let lock = root.join("package-lock.json");
    let package = stamp_path("orquesta");
    let plan = repository::default_plan();
    npm_build(progress, "page", "orquesta-dashboard", &root.join("www"), &[&lock, &package, &plan])
}

/// Builds the package into `pkg/dist`, unless it was built of the same before.
pub(crate) fn package(progress: &Progress) -> Result<()> {
    build::wasm(progress)?;
    let root = repository::root();
    let others = ["package-lock.json", "plans/plan.schema.json", "wasm/js/host.js"];
    let others = others.map(|name| root.join(name));
    let wasm = repository::wasm();
    let others: Vec<_> = others.iter().chain([&wasm]).map(PathBuf::as_path).collect();
    npm_build(progress, "npm package", "orquesta", &root.join("pkg"), &others)
}

/// Builds the Worker and the page, which share the module.
pub(crate) fn build_all(progress: &Progress) -> Result<()> {
    build::worker(progress)?;
    build(progress)
}

/// A page that is being served.
pub(crate) struct Page {
    process: Process,
    url: String,
}

impl Page {
    /// Serves the built page for services at `services`, which are the samples, and the Worker at `edge`.
    pub(crate) fn start(port: u16, services: &[(String, String)], edge: &str) -> Result<Self> {
        let mut command = Command::new("node");
        command.arg(repository::root().join("www/serve.js")).args([
            "--port",
            &port.to_string(),
            "--config",
            &config(services, edge),
        ]);
        let mut process = Process::start("the page", &command, Output::Kept, true)?;
        let message = process.message(Duration::from_secs(20))?;
        let url = page_url(&message).ok_or_else(|| {
            Error::new(format!("the page's server did not say where it is, but `{message}`"))
        })?;
        Ok(Self { process, url })
    }

    /// Where the page is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// An error if the server has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.process.status() {
            None => Ok(()),
            Some(_) => Err(self.process.ended()),
        }
    }
}

/// What the page reads as `config.json`.
fn config(services: &[(String, String)], edge: &str) -> String {
    let services: Map<_, _> =
        services.iter().map(|(name, url)| (name.clone(), Value::from(url.as_str()))).collect();
    json!({ "services": services, "edge": edge, "samples": true }).to_string()
}

/// The URL in `{"page":"http://127.0.0.1:8006"}`.
fn page_url(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    Some(message.get("page")?.as_str()?.to_owned())
}

/// Beside what cargo makes, as what is in a package's folder gets published.
fn stamp_path(workspace: &str) -> PathBuf {
    repository::target().join("web").join(format!("{workspace}.stamp"))
}

/// Runs the script `build` of a workspace, which makes its folder `dist` of what is in `folder` and `others`.
fn npm_build(
    progress: &Progress,
    step: &'static str,
    workspace: &str,
    folder: &Path,
    others: &[&Path],
) -> Result<()> {
    let mut inputs = Vec::new();
    sources(folder, &mut inputs)?;
    inputs.sort();
    let kept = stamp_path(workspace);
    let mut stamp = Stamp::new(&kept);
    for path in inputs.iter().map(PathBuf::as_path).chain(others.iter().copied()) {
        stamp = stamp.text(&path.to_string_lossy()).file(path)?;
    }
    if stamp.matches() && folder.join("dist").exists() {
        return Ok(());
    }
    progress.step(step, || {
        let mut build = Command::new("npm");
        build.args(["run", "build", "--workspace", workspace]).current_dir(repository::root());
        build.env("ORQUESTA_WASM", repository::wasm());
        progress.run(workspace, &mut build)?;
        let folder = kept.parent().unwrap_or(&kept);
        fs::create_dir_all(folder).on("create", folder)?;
        stamp.write()
    })
}

/// The files that a build reads: all but what builds and tests make.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).on("read", folder)? {
        let path = entry.on("read", folder)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || ["dist", "node_modules", "tests"].contains(&name.as_str()) {
            continue;
        }
        // The package's build copies the licences into its folder.
        if name.starts_with("LICENSE") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_told_where_everything_is() {
        let services = [("microservice1".to_owned(), "http://127.0.0.1:8081".to_owned())];
        let config: Value =
            serde_json::from_str(&config(&services, "http://127.0.0.1:8005")).unwrap();
        assert_eq!(
            config,
            json!({
                "services": { "microservice1": "http://127.0.0.1:8081" },
                "edge": "http://127.0.0.1:8005",
                "samples": true,
            })
        );
    }

    #[test]
    fn the_server_says_where_the_page_is() {
        let url = page_url(r#"{"page":"http://127.0.0.1:8006"}"#);
        assert_eq!(url.as_deref(), Some("http://127.0.0.1:8006"));
        assert!(page_url(r#"{"page":8006}"#).is_none());
        assert!(page_url("[]").is_none());
    }

    #[test]
    fn what_a_build_makes_is_not_what_it_reads() {
        let mut found = Vec::new();
        sources(&repository::root().join("www"), &mut found).unwrap();
        assert!(found.iter().any(|path| path.ends_with("src/main.tsx")));
        assert!(!found.iter().any(|path| path.components().any(|part| part.as_os_str() == "dist")));
    }
}
