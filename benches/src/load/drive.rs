//! Sends requests, and sees what they cost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use xtask::error::{Error, Result};

use super::client::{Connection, Seen, get};

/// How many connections ask again as soon as they are answered.
pub(crate) const CONNECTIONS: usize = 8;

/// How many requests may be under way when they come at a rate; whatever comes then is late, which counts.
const MOST_UNDER_WAY: usize = 32;

/// Digits by which a latency in an answer, which is below 100 s, can be longer than in another.
const DIGITS: usize = 4;

/// What is asked, and how long the answer must be: shorter or longer ones tell of failures.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) port: u16,
    pub(crate) path: &'static str,
    /// Bytes of the first answer, from which others differ in the digits of latencies alone.
    pub(crate) length: usize,
    /// How many latencies an answer may have.
    pub(crate) services: usize,
}

/// What came of asking as fast as answers come.
pub(crate) struct Closed {
    pub(crate) requests: usize,
    pub(crate) took: Duration,
}

impl Target {
    fn check(&self, seen: Seen) -> Result<()> {
        if seen.status == 200 && seen.length.abs_diff(self.length) <= DIGITS * self.services {
            return Ok(());
        }
        Err(Error::new(format!(
            "`{}` was answered with {} and {} bytes; expected 200 and about {}",
            self.path, seen.status, seen.length, self.length
        )))
    }

    fn open(&self) -> Result<Connection> {
        Connection::open(self.port).map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Error {
        Error::new(format!("`{}` was not answered: {error}", self.path))
    }

    /// The answer to one request.
    pub(crate) fn fetch(&self) -> Result<Vec<u8>> {
        let answer = self.open()?.fetch(&get(self.path)).map_err(|error| self.failed(&error))?;
        if answer.status == 200 {
            return Ok(answer.body);
        }
        let body = String::from_utf8_lossy(&answer.body);
        Err(Error::new(format!("`{}` was answered with {} `{body}`", self.path, answer.status)))
    }

    /// Asks over [`CONNECTIONS`] connections, each again as soon as it is answered, for as long as `time` and
    /// until there are `least` answers.
    pub(crate) fn closed(&self, time: Duration, least: usize) -> Result<Closed> {
        let sent = AtomicUsize::new(0);
        let started = Instant::now();
        on_threads(CONNECTIONS, || {
            let mut connection = self.open()?;
            let request = get(self.path);
            while started.elapsed() < time || sent.load(Ordering::Relaxed) < least {
                sent.fetch_add(1, Ordering::Relaxed);
                self.check(connection.ask(&request).map_err(|error| self.failed(&error))?)?;
            }
            Ok(())
        })?;
        Ok(Closed { requests: sent.into_inner(), took: started.elapsed() })
    }

    /// Asks `count` times, `rate` times a second, whether or not there are answers, and tells in seconds and in
    /// ascending order how long after its time each answer was there.
    ///
    /// What waits for a connection waits like a client would, so that a slow answer counts for all that it
    /// delays (Tene, *How not to measure latency*, 2013).
    pub(crate) fn open_loop(&self, rate: f64, count: usize) -> Result<Vec<f64>> {
        let next = AtomicUsize::new(0);
        let started = Instant::now() + Duration::from_millis(10);
        let took = on_threads(MOST_UNDER_WAY.min(count), || {
            let mut connection = self.open()?;
            let request = get(self.path);
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(took);
                }
                let due = started + Duration::from_secs_f64(number as f64 / rate);
                thread::sleep(due.saturating_duration_since(Instant::now()));
                self.check(connection.ask(&request).map_err(|error| self.failed(&error))?)?;
                took.push(due.elapsed().as_secs_f64());
            }
        })?;
        let mut took = took.concat();
        took.sort_unstable_by(f64::total_cmp);
        Ok(took)
    }
}

/// What `work` gives on each of so many threads, or the first failure.
fn on_threads<T: Send>(count: usize, work: impl Fn() -> Result<T> + Sync) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(&work)).collect();
        threads
            .into_iter()
            .map(|thread| {
                thread.join().unwrap_or_else(|_| Err(Error::new("a client stopped before its end")))
            })
            .collect()
    })
}
