//! The configuration file that `workerd` reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// The date up to which changes of the Workers runtime are in force; `worker/wrangler.toml` has the same.
pub const COMPATIBILITY_DATE: &str = "2026-04-01";

/// What to serve and how.
#[derive(Clone, Debug)]
pub struct Config {
    pub(super) worker: PathBuf,
    pub(super) folder: Option<PathBuf>,
    pub(super) port: u16,
    pub(super) plan: String,
    pub(super) variables: BTreeMap<String, String>,
}

impl Config {
    /// Serves the Worker built in the folder `worker` with the text of a plan, on a free port.
    pub fn new(worker: impl Into<PathBuf>, plan: impl Into<String>) -> Self {
        Self {
            worker: worker.into(),
            folder: None,
            port: 0,
            plan: plan.into(),
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
        for name in ["index.js", "index_bg.wasm"] {
            copy(&self.worker.join(name), &folder.join(name))?;
        }
        let plan = folder.join("plan.json");
        fs::write(&plan, &self.plan).on("write", &plan)?;
        let path = folder.join("config.capnp");
        fs::write(&path, self.text()).on("write", &path)?;
        Ok(path)
    }

    /// Values are never written into the file: they come from the environment of `workerd`, so that
    /// nothing has to be escaped and a secret does not end up on the disk.
    fn text(&self) -> String {
        let mut bindings = String::from("    (name = \"PLAN\", text = embed \"plan.json\"),\n");
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
    (name = "index.js", esModule = embed "index.js"),
    (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
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
