//! Runs the built Worker in `workerd`, Cloudflare's runtime, on this machine.
//!
//! ```no_run
//! # fn main() -> xtask::error::Result<()> {
//! use xtask::process::Output;
//! use xtask::workerd::{Config, Workerd};
//!
//! let config = Config::new("worker/build", "{}").variable("MAX_RETRIES", "2");
//! let worker = Workerd::start("node_modules/.bin/workerd", &config, Output::Kept)?;
//! println!("{}", worker.url());
//! # Ok(())
//! # }
//! ```

mod config;
mod http;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, net, thread};

pub use config::{COMPATIBILITY_DATE, Config};

use crate::error::{Error, Result};
use crate::process::{Output, Process};

/// How long a Worker may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running `workerd`, ended when dropped.
pub struct Workerd {
    process: Process,
    port: u16,
}

impl Workerd {
    /// Starts `binary` and waits until the Worker answers.
    pub fn start(binary: impl AsRef<Path>, config: &Config, output: Output) -> Result<Self> {
        if config.port != 0 {
            free(config.port)?;
        }
        if let Some(folder) = &config.folder {
            return Self::start_in(folder, binary.as_ref(), config, output);
        }
        let folder = temporary_folder();
        let started = Self::start_in(&folder, binary.as_ref(), config, output);
        drop(fs::remove_dir_all(&folder));
        started
    }

    fn start_in(folder: &Path, binary: &Path, config: &Config, output: Output) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--control-fd=1"]);
        if config.data.is_some() {
            // Making modules of bytes counts as an experiment.
            command.arg("--experimental");
        }
        command.arg(config.write(folder)?).envs(&config.variables);
        let mut process = Process::start("workerd", &command, output, false)?;
        let port = listening(&process.message(START_LIMIT)?)?;
        let mut workerd = Self { process, port };
        workerd.wait_until_it_answers()?;
        Ok(workerd)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the Worker answers, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The number of the process that guards `workerd`, which is a child of it.
    pub fn guard(&self) -> u32 {
        self.process.id()
    }

    /// The last lines that the Worker and `workerd` wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// The exit status, when `workerd` has ended.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.process.status()
    }

    /// The error to report when `workerd` ended by itself.
    pub fn ended(&mut self) -> Error {
        self.process.ended()
    }

    /// A Worker that cannot serve, because its plan is wrong for example, says so in its first answer.
    fn wait_until_it_answers(&mut self) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let reason = match http::options(self.port) {
                Ok((..500, _)) => return Ok(()),
                Ok((status, body)) => {
                    return Err(Error::new(format!(
                        "the Worker cannot serve: it answered {status} `{}`",
                        body.trim()
                    )));
                }
                Err(reason) => reason,
            };
            if self.status().is_some() {
                return Err(self.ended());
            }
            if Instant::now() > deadline {
                return Err(Error::new(format!(
                    "the Worker did not answer within {} s: {reason}{}",
                    START_LIMIT.as_secs(),
                    self.process.quote()
                )));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A folder that no other `workerd` uses.
fn temporary_folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    env::temp_dir().join(format!("orquesta-workerd-{}-{number}", std::process::id()))
}

/// Refuses a port on 127.0.0.1 that another program holds.
fn free(port: u16) -> Result<()> {
    net::TcpListener::bind(("127.0.0.1", port)).map(drop).map_err(|error| {
        Error::new(format!(
            "port `{port}` cannot be used: {}; end the program that holds it or choose another with `--port`",
            error.kind()
        ))
    })
}

/// The port in `{"event":"listen","socket":"http","port":8005}`.
fn listening(message: &str) -> Result<u16> {
    let port = message.split("\"port\":").nth(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse()
    });
    match port {
        Some(Ok(port)) => Ok(port),
        _ => Err(Error::new(format!("`workerd` did not say where it listens, but `{message}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_message() {
        assert_eq!(listening(r#"{"event":"listen","socket":"http","port":8005}"#).ok(), Some(8005));
        for message in ["{}", r#"{"port":x}"#, r#"{"port":70000}"#] {
            assert!(listening(message).is_err(), "{message}");
        }
    }
}
