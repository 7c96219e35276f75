//! A process that never outlives the one that started it.
//!
//! Contract: the child ends when its [`Process`] is dropped, and also when the parent dies in a way that
//! runs no destructor (Ctrl-C, `kill -9`). Its output is kept line by line, so that an error can show it.
//!
//! How: the child's life hangs on a pipe. The parent holds the writing end, which the operating system
//! closes whatever happens; a small shell holds the reading end and kills the child when it closes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// As many lines of output are kept.
const KEPT_LINES: usize = 400;

/// Runs `"$@"`, and kills it when standard input closes.
#[cfg(unix)]
const GUARD: &str = r#"
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
exec 2>/dev/null
{ cat <&3; kill -9 "$child"; } >/dev/null &
watch=$!
exec 3<&-
wait "$child"
status=$?
kill "$watch"
exit "$status"
"#;

/// Where a child's output goes besides being kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// To this process's standard error.
    Shown,
    /// Nowhere.
    Kept,
}

/// A running child.
pub struct Process {
    name: &'static str,
    output: Output,
    child: Child,
    kept: Arc<Mutex<VecDeque<String>>>,
    /// Lines of standard output that look like a JSON object: what the child says to its parent.
    messages: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts `command`, which has only its program, arguments and environment set.
    ///
    /// With `ends_itself` the program itself watches its standard input and ends when that closes.
    pub fn start(
        name: &'static str,
        command: &Command,
        output: Output,
        ends_itself: bool,
    ) -> Result<Self> {
        let mut command = if ends_itself { copy(command) } else { guarded(command) };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Error::new(format!("cannot start `{name}`: {error}")))?;
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (send, messages) = mpsc::channel();
        let mut readers = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            readers.push(read(stdout, Arc::clone(&kept), output, Some(send)));
        }
        if let Some(stderr) = child.stderr.take() {
            readers.push(read(stderr, Arc::clone(&kept), output, None));
        }
        Ok(Self { name, output, child, kept, messages, readers })
    }

    /// The next JSON line that the child prints on standard output.
    pub fn message(&mut self, limit: Duration) -> Result<String> {
        match self.messages.recv_timeout(limit) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => Err(Error::new(format!(
                "`{}` was not ready after {} s{}",
                self.name,
                limit.as_secs(),
                self.quote()
            ))),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
        }
    }

    /// The number of the child's process. Unless it ends itself this is the small shell that guards it,
    /// of which it is a child.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The child's exit status, when it has ended.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// The error to report for a child that ended when it should not.
    pub fn ended(&mut self) -> Error {
        let deadline = Instant::now() + Duration::from_secs(1);
        let mut status = self.status();
        // Its last lines may still be on their way here.
        while (status.is_none() || !self.readers.iter().all(JoinHandle::is_finished))
            && Instant::now() < deadline
        {
            thread::sleep(Duration::from_millis(10));
            status = self.status();
        }
        let how = status
            .map_or_else(|| "closed its output".to_owned(), |status| format!("ended ({status})"));
        Error::new(format!("`{}` {how}{}", self.name, self.quote()))
    }

    /// The last lines of the child's output.
    pub fn log(&self) -> String {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The output as the end of an error message, unless it was shown anyway.
    pub(crate) fn quote(&self) -> String {
        if self.output == Output::Shown {
            return String::new();
        }
        let log = self.log();
        if log.is_empty() {
            String::new()
        } else {
            format!("; its output was:\n{}", log.trim_end())
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let deadline = Instant::now() + Duration::from_secs(3);
        while self.status().is_none() {
            if Instant::now() > deadline {
                // It ignored its closed input, or the shell is gone; nothing is left to ask politely.
                drop(self.child.kill());
                drop(self.child.wait());
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[cfg(unix)]
fn guarded(command: &Command) -> Command {
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, "guard"]).arg(command.get_program());
    with_settings(guard, command)
}

/// Elsewhere only dropping ends the child.
#[cfg(not(unix))]
fn guarded(command: &Command) -> Command {
    copy(command)
}

fn copy(command: &Command) -> Command {
    with_settings(Command::new(command.get_program()), command)
}

fn with_settings(mut to: Command, from: &Command) -> Command {
    to.args(from.get_args());
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
    if let Some(folder) = from.get_current_dir() {
        to.current_dir(folder);
    }
    to
}

fn read(
    stream: impl Read + Send + 'static,
    kept: Arc<Mutex<VecDeque<String>>>,
    output: Output,
    messages: Option<Sender<String>>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if let Some(messages) = messages.as_ref().filter(|_| text.starts_with('{')) {
                drop(messages.send(text));
                continue;
            }
            if output == Output::Shown {
                eprintln!("{text}");
            }
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == KEPT_LINES {
                kept.pop_front();
            }
            kept.push_back(text);
        }
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    fn shell(script: &str) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Process::start("sample", &command, Output::Kept, false).unwrap()
    }

    #[test]
    fn a_dropped_process_is_gone() {
        let mut sample = shell("echo \"{$$}\"; exec sleep 60");
        let message = sample.message(LIMIT).unwrap();
        let id = message.trim_matches(['{', '}']).to_owned();
        let alive = || {
            Command::new("kill").args(["-0", &id]).stderr(Stdio::null()).status().unwrap().success()
        };
        assert!(alive());
        drop(sample);
        assert!(!alive());
    }

    #[test]
    fn an_early_end_is_told_with_the_output() {
        let mut sample = shell("echo starting; echo 'no luck' >&2; exit 3");
        let error = sample.message(LIMIT).unwrap_err().to_string();
        assert!(error.starts_with("`sample` ended (exit status: 3); its output was:\n"), "{error}");
        for line in ["starting", "no luck"] {
            assert!(error.contains(line), "{error}");
        }
    }

    #[test]
    fn a_missing_program_is_told() {
        let mut sample =
            Process::start("sample", &Command::new("no-such-program"), Output::Kept, false)
                .unwrap();
        let error = sample.message(LIMIT).unwrap_err().to_string();
        assert!(error.contains("no-such-program"), "{error}");
    }

    #[test]
    fn environment_reaches_the_program() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo \"{$ORQUESTA_SAMPLE}\""]).env("ORQUESTA_SAMPLE", "a \"b\"");
        let mut sample = Process::start("sample", &command, Output::Kept, false).unwrap();
        assert_eq!(sample.message(LIMIT).unwrap(), "{a \"b\"}");
    }
}
