//! The configuration file that `workerd` reads.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// The date up to which changes of the Workers runtime are in force; `worker/wrangler.toml` has the same.
pub const COMPATIBILITY_DATE: &str = "2026-04-01";

/// What to serve and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// The files of its modules; the first is the one that answers.
    modules: Vec<PathBuf>,
    /// A file of bytes that it compiles itself.
    pub(super) data: Option<PathBuf>,
    pub(super) folder: Option<PathBuf>,
    pub(super) port: u16,
    plan: Option<String>,
    pub(super) variables: BTreeMap<String, String>,
}

impl Config {
    /// Serves the Worker built in the folder `worker` with the text of a plan, on a free port.
    pub fn new(worker: impl AsRef<Path>, plan: impl Into<String>) -> Self {
        let modules = ["index.js", "index_bg.wasm"].map(|name| worker.as_ref().join(name));
        Self { plan: Some(plan.into()), ..Self::scripts(modules) }
    }

    /// Serves the first of these files of JavaScript, which may import the others by their names, on a
    /// free port.
    pub fn scripts(files: impl Into<Vec<PathBuf>>) -> Self {
        Self {
            modules: files.into(),
            data: None,
            folder: None,
            port: 0,
            plan: None,
            variables: BTreeMap::new(),
        }
    }

    /// Where the configuration is written, and stays; otherwise it is gone once it has been read.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The port on 127.0.0.1; 0 takes any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Gives the Worker a variable.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Gives the Worker the bytes of a file as a module, and `env.unsafe`, which makes modules of bytes; for
    /// measuring alone.
    #[must_use]
    pub fn compiles(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Writes `config.capnp` and the files that it embeds.
    pub(super) fn write(&self, folder: &Path) -> Result<PathBuf> {
        for name in self.variables.keys() {
            if name == "PLAN" || !is_name(name) {
                return Err(Error::new(format!(
                    "`{name}` cannot be a variable; names are capital letters, digits and `_`, and `PLAN` is taken"
                )));
            }
        }
        fs::create_dir_all(folder).on("create", folder)?;
        for module in self.modules.iter().chain(&self.data) {
            copy(module, &folder.join(&*name(module)))?;
        }
        if let Some(text) = &self.plan {
            let plan = folder.join("plan.json");
            fs::write(&plan, text).on("write", &plan)?;
        }
        let path = folder.join("config.capnp");
        fs::write(&path, self.text()).on("write", &path)?;
        Ok(path)
    }

    /// Values are never written into the file: they come from the environment of `workerd`, so that
    /// nothing has to be escaped and a secret does not end up on the disk.
    fn text(&self) -> String {
        let mut modules = String::new();
        for name in self.modules.iter().map(|module| name(module)) {
            let kind = if name.ends_with(".wasm") { "wasm" } else { "esModule" };
            modules.push_str(&format!("    (name = \"{name}\", {kind} = embed \"{name}\"),\n"));
        }
        let mut bindings = String::new();
        if let Some(name) = self.data.as_deref().map(name) {
            modules.push_str(&format!("    (name = \"{name}\", data = embed \"{name}\"),\n"));
            bindings.push_str("    (name = \"unsafe\", unsafeEval = void),\n");
        }
        if self.plan.is_some() {
            bindings.push_str("    (name = \"PLAN\", text = embed \"plan.json\"),\n");
        }
        for name in self.variables.keys() {
            bindings.push_str(&format!("    (name = \"{name}\", fromEnvironment = \"{name}\"),\n"));
        }
        format!(
            r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "orquesta", worker = .worker),
    (name = "internet", network = (
      allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true),
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "orquesta")],
);

const worker :Workerd.Worker = (
  modules = [
{modules}  ],
  bindings = [
{bindings}  ],
  compatibilityDate = "{COMPATIBILITY_DATE}",
  globalOutbound = "internet",
);
"#,
            port = self.port,
        )
    }
}

/// The name of a file without its folders.
fn name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_uppercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        Err(_) if !from.exists() => Err(Error::new(format!(
            "no Worker at `{}`; build it with `cargo xtask build`",
            from.display()
        ))),
        Err(error) => Err(error).on("copy", from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_out_of_the_file() {
        let text = Config::new("build", "{}")
            .port(8005)
            .variable("MICROSERVICE1_URL", "http://s\"x")
            .text();
        assert!(
            text.contains(r#"(name = "MICROSERVICE1_URL", fromEnvironment = "MICROSERVICE1_URL")"#)
        );
        assert!(text.contains("address = \"127.0.0.1:8005\""));
        assert!(!text.contains("s\"x"));
    }

    #[test]
    fn modules_are_named_like_their_files() {
        let text = Config::new("build", "{}").text();
        assert!(text.contains(r#"(name = "index.js", esModule = embed "index.js")"#), "{text}");
        assert!(text.contains(r#"(name = "index_bg.wasm", wasm = embed "index_bg.wasm")"#));
        let text = Config::scripts([PathBuf::from("a/plain.js")]).text();
        assert!(text.contains(r#"(name = "plain.js", esModule = embed "plain.js")"#), "{text}");
        assert!(!text.contains("PLAN") && !text.contains("unsafe"), "{text}");
        let text = Config::scripts([PathBuf::from("a.js")]).compiles("b/c.wasm").text();
        assert!(text.contains(r#"(name = "c.wasm", data = embed "c.wasm")"#), "{text}");
        assert!(text.contains(r#"(name = "unsafe", unsafeEval = void)"#), "{text}");
    }

    #[test]
    fn a_name_that_would_break_the_file_is_refused() {
        for name in ["PLAN", "", "a", "A\"", "1A", "A-B"] {
            let error =
                Config::new("build", "{}").variable(name, "").write(Path::new("out")).unwrap_err();
            assert!(
                error.to_string().contains(&format!("`{name}` cannot be a variable")),
                "{error}"
            );
        }
    }

    #[test]
    fn deployment_has_the_same_date() {
        let wrangler = include_str!("../../../worker/wrangler.toml");
        assert!(wrangler.contains(&format!("compatibility_date = \"{COMPATIBILITY_DATE}\"")));
    }
}
