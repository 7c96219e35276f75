//! Says what is going on: one line for a step that is done, and seconds that count while one is running.
//!
//! Steps may run at the same time. On a terminal the running ones share one line that is rewritten;
//! elsewhere a line tells of them now and then, and another when one ends.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use xtask::error::{Context, Error, Result};
use xtask::repository;

/// As much of a failed step's log is shown.
const SHOWN_LINES: usize = 60;

/// Without a terminal, how soon and then how often the running steps are mentioned.
const REMINDERS: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(30)];

/// The steps that are running.
pub(crate) struct Progress {
    running: Mutex<Vec<(&'static str, Instant)>>,
    terminal: bool,
    over: AtomicBool,
}

impl Progress {
    /// Runs `work`, which reports its steps to the `Progress` it gets.
    pub(crate) fn show<T>(work: impl FnOnce(&Self) -> T) -> T {
        let progress = Self {
            running: Mutex::new(Vec::new()),
            terminal: io::stderr().is_terminal(),
            over: AtomicBool::new(false),
        };
        thread::scope(|scope| {
            let ticker = scope.spawn(|| progress.tick());
            let result = work(&progress);
            progress.over.store(true, Ordering::Relaxed);
            ticker.thread().unpark();
            result
        })
    }

    /// Runs one step. A step that takes no time leaves no line.
    pub(crate) fn step<T>(
        &self,
        name: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let started = Instant::now();
        self.running.lock().unwrap_or_else(PoisonError::into_inner).push((name, started));
        let result = work();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|(other, _)| *other != name);
        let seconds = started.elapsed().as_secs_f64();
        if result.is_err() {
            self.line(&format!("  failed  {name} ({seconds:.1} s)"));
        } else if seconds >= 2.0 {
            self.line(&format!("  done    {name} ({seconds:.1} s)"));
        }
        self.redraw(&running);
        result
    }

    /// Runs a command as a part of a step. Its output goes to `target/setup/LOG.log`, the end of which is
    /// shown when the command fails.
    pub(crate) fn run(&self, log: &str, command: &mut Command) -> Result<()> {
        let path = log_path(log);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).on("create", folder)?;
        }
        let file = File::create(&path).on("create", &path)?;
        let copy = file.try_clone().on("write", &path)?;
        let program = command.get_program().to_string_lossy().into_owned();
        let status = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(copy)
            .status()
            .map_err(|error| Error::new(format!("cannot run `{program}`: {error}")))?;
        if status.success() {
            return Ok(());
        }
        let lines = last_lines(&path);
        self.line(&format!("{lines}  full log: {}", path.display()));
        Err(Error::new(format!(
            "`{program}` failed while preparing `{log}` ({status}); what it said is above"
        )))
    }

    /// Prints a line above the running steps.
    pub(crate) fn line(&self, text: &str) {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        eprintln!("{clear}{text}");
    }

    fn tick(&self) {
        let [mut pause, later] = REMINDERS;
        let mut reminded = Instant::now();
        while !self.over.load(Ordering::Relaxed) {
            thread::park_timeout(Duration::from_millis(if self.terminal { 200 } else { 1000 }));
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if self.terminal {
                self.redraw(&running);
            } else if !running.is_empty() && reminded.elapsed() > pause {
                reminded = Instant::now();
                pause = later;
                eprintln!("  {}", list(&running));
            }
        }
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }

    fn redraw(&self, running: &[(&'static str, Instant)]) {
        if self.terminal {
            let long = running.iter().any(|(_, started)| started.elapsed().as_millis() > 300);
            let text = if long { format!("  {}", list(running)) } else { String::new() };
            eprint!("\r\x1b[K{text}");
            drop(io::stderr().flush());
        }
    }
}

fn list(running: &[(&'static str, Instant)]) -> String {
    let steps: Vec<_> = running
        .iter()
        .map(|(name, started)| format!("{name} … {} s", started.elapsed().as_secs()))
        .collect();
    steps.join(", ")
}

fn log_path(name: &str) -> PathBuf {
    repository::target().join("setup").join(format!("{name}.log"))
}

fn last_lines(path: &PathBuf) -> String {
    let mut lines = VecDeque::new();
    if let Ok(file) = File::open(path) {
        for line in BufReader::new(file).lines().map_while(std::result::Result::ok) {
            if lines.len() == SHOWN_LINES {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    }
    lines.iter().map(|line| format!("  │ {line}\n")).collect()
}
