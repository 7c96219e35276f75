//! What the end-to-end tests share: the built Worker in `workerd`, and a client.
//!
//! The Worker, `workerd`, `xtask` and `orquesta` are those that the environment names
//! (`ORQUESTA_WORKER_DIR`, `ORQUESTA_WORKERD`, `ORQUESTA_XTASK`, `ORQUESTA_COMMAND`), as
//! `cargo xtask test --only e2e` does; without it, those that `cargo xtask build` and
//! `cargo build --features cli` leave in the repository.

#![allow(clippy::panic, reason = "what fails here fails a test")]

pub mod altered;
pub mod raw;

use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::process::Output;
use xtask::workerd::{Config, Workerd};

/// A Worker that serves a plan, ended when dropped.
pub struct Worker {
    workerd: Workerd,
    client: reqwest::Client,
}

/// A response as a client sees it.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Worker {
    /// Starts a Worker for the text of a plan and values for its variables.
    ///
    /// # Panics
    /// If it does not start; the message has what it wrote.
    pub fn start(plan: &str, variables: &[(String, String)]) -> Self {
        Self::start_built(&built(), plan, variables)
    }

    /// Starts the Worker that is in the folder `worker`.
    ///
    /// # Panics
    /// If it does not start; the message has what it wrote.
    pub fn start_built(worker: &Path, plan: &str, variables: &[(String, String)]) -> Self {
        let mut config = Config::new(worker, plan);
        for (name, value) in variables {
            config = config.variable(name, value);
        }
        let workerd = path("ORQUESTA_WORKERD", "node_modules/.bin/workerd");
        let workerd = Workerd::start(workerd, &config, Output::Kept);
        let workerd = workerd.unwrap_or_else(|error| panic!("{error}"));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self { workerd, client: client.build().unwrap_or_default() }
    }

    /// Where it answers, without a slash at the end.
    pub fn url(&self) -> String {
        self.workerd.url()
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.workerd.port()
    }

    /// The memory of the `workerd` process in bytes: what is resident now, and the most that was since
    /// this was asked last. Nothing where there is no `/proc`.
    pub fn resident(&self) -> Option<(u64, u64)> {
        let guard = self.workerd.guard().to_string();
        let processes = std::fs::read_dir("/proc").ok()?;
        let folder = processes.flatten().map(|entry| entry.path()).find(|folder| {
            let stat = std::fs::read_to_string(folder.join("stat")).unwrap_or_default();
            // Behind the name in brackets: the state and the parent.
            let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
            parent == Some(&guard) && stat.contains("(workerd)")
        })?;
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
        };
        let (now, most) = (bytes("VmRSS:")?, bytes("VmHWM:")?);
        std::fs::write(folder.join("clear_refs"), "5").ok()?;
        Some((now, most))
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        self.workerd.log()
    }

    /// Checks that it runs and has written nothing, as it does when nothing is wrong with it.
    ///
    /// # Panics
    /// If `workerd` has ended, or wrote anything; the message has what it wrote.
    pub fn assert_unharmed(&mut self) {
        assert!(self.workerd.status().is_none(), "{}", self.workerd.ended());
        assert_eq!(self.log(), "", "the Worker or `workerd` complained");
    }

    /// Sends a request.
    ///
    /// # Panics
    /// If there is no response.
    pub async fn send(&self, method: &str, target: &str, headers: &[(String, String)]) -> Response {
        let method = reqwest::Method::from_bytes(method.as_bytes());
        let method = method.unwrap_or_else(|error| panic!("{error}"));
        let mut request = self.client.request(method, format!("{}{target}", self.url()));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.send().await;
        let response = response.unwrap_or_else(|error| panic!("{target}: {error}; {}", self.log()));
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let body = response.bytes().await;
        let body = body.unwrap_or_else(|error| panic!("{target}: {error}; {}", self.log()));
        Response { status, headers, body: body.to_vec() }
    }

    /// Sends `GET` and reads the answer.
    ///
    /// # Panics
    /// If there is no response.
    pub async fn get(&self, target: &str) -> Response {
        self.send("GET", target, &[]).await
    }
}

impl Response {
    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in `{}`", String::from_utf8_lossy(&self.body)))
    }
}

/// A plan file of the repository.
///
/// # Panics
/// If it cannot be read.
pub fn plan(name: &str) -> String {
    let path = repository().join("plans").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The program behind `cargo xtask`.
pub fn xtask() -> PathBuf {
    path("ORQUESTA_XTASK", "target/debug/xtask")
}

/// The command `orquesta`.
pub fn command() -> PathBuf {
    path("ORQUESTA_COMMAND", "target/debug/orquesta")
}

/// The variables that point the dashboard at these services.
pub fn services(urls: &[String; 4]) -> Vec<(String, String)> {
    let name = |number| format!("MICROSERVICE{number}_URL");
    urls.iter().zip(1..).map(|(url, number)| (name(number), url.clone())).collect()
}

/// The folder of the built Worker.
pub(crate) fn built() -> PathBuf {
    path("ORQUESTA_WORKER_DIR", "worker/build")
}

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn path(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| repository().join(default), PathBuf::from)
}
