//! The ways to answer that are compared.

use std::env;
use std::path::{Path, PathBuf};

use xtask::error::Result;
use xtask::process::Output;
use xtask::workerd::{Config, Workerd};

use super::drive::Target;
use super::process::Process;

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    Orquesta,
    Plain,
    Clever,
    Bytes,
    Copy,
}

impl Variant {
    pub(crate) const ALL: [Self; 5] =
        [Self::Orquesta, Self::Plain, Self::Clever, Self::Bytes, Self::Copy];

    /// What it is called on the command line and in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Orquesta => "orquesta",
            Self::Plain => "plain",
            Self::Clever => "clever",
            Self::Bytes => "bytes",
            Self::Copy => "copy",
        }
    }

    /// What it is, in a sentence.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Orquesta => "this Worker, with the plan",
            Self::Plain => {
                "JavaScript as most would write it: `r.json()` of every body, and `Response.json` of what is \
                 made of them"
            }
            Self::Clever => {
                "JavaScript that parses no more than its answer needs and puts bodies into it as strings; \
                 nothing checks them"
            }
            Self::Bytes => "the same without making strings of what it does not parse",
            Self::Copy => "the floor: bodies are fetched and copied once, whatever they are",
        }
    }
}

/// A running Worker, of which is known what it costs.
pub(crate) struct Running {
    pub(crate) target: Target,
    pub(crate) process: Process,
    /// The first answer.
    pub(crate) answer: Vec<u8>,
    /// Ends with this.
    _workerd: Workerd,
}

impl Running {
    /// Starts a `workerd` and asks it once for `path`, behind which there are so many services.
    pub(crate) fn start(config: &Config, path: &'static str, services: usize) -> Result<Self> {
        let binary = named("ORQUESTA_WORKERD", "node_modules/.bin/workerd");
        let workerd = Workerd::start(binary, config, Output::Kept)?;
        let process = Process::child(workerd.guard(), "workerd")?;
        let mut target = Target { port: workerd.port(), path, length: 0, services };
        let answer = target.fetch()?;
        target.length = answer.len();
        Ok(Self { target, process, answer, _workerd: workerd })
    }
}

/// The Worker that is built.
pub(crate) fn built() -> PathBuf {
    named("ORQUESTA_WORKER_DIR", "worker/build")
}

/// What the environment names, or else a path in the repository.
fn named(variable: &str, default: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    env::var_os(variable).map_or_else(|| root.join(default), PathBuf::from)
}
