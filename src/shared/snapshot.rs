//! Health as text, to be kept for a while or handed to another host.
//!
//! What is saved is what makes a host more careful: breakers, budgets and latencies. Attempts under
//! way and those who wait for them belong to the host that has them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Health;
use super::health::ServiceHealth;
use crate::json::{Value, write_string};
use crate::plan::{Plan, Service};
use crate::policy::breaker::{Breaker, BreakerPolicy, BreakerSnapshot, SavedState};
use crate::policy::budget::Budget;
use crate::policy::latency::{Latency, LatencySnapshot};
use crate::policy::window::{SLICES, Slices, aged};
use crate::time::{Duration, Instant, UnixTime};

/// Longest text: about 4 kB for each of the 256 services that a plan may have.
const MAX_TEXT: usize = 1 << 20;

/// Why a text is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError {
    path: String,
    expected: &'static str,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.path, self.expected)
    }
}

impl core::error::Error for SnapshotError {}

impl Health {
    /// The health of the services of `plan` as JSON; `time` is the calendar's at `now`.
    pub fn save(&self, plan: &Plan, now: Instant, time: UnixTime) -> Vec<u8> {
        let mut out =
            format!("{{\"version\":1,\"saved_at\":{},\"services\":{{", time.0).into_bytes();
        let mut separator = "";
        for (health, service) in self.services().iter().zip(&plan.services) {
            out.extend_from_slice(separator.as_bytes());
            separator = ",";
            write_string(&service.name, &mut out);
            out.push(b':');
            write_service(health, service, now, &mut out);
        }
        out.extend_from_slice(b"}}");
        out
    }

    /// The health that was saved, as it is at `now`, when the calendar says `time`: what was seen
    /// too long ago is forgotten. Services that the plan does not have are left out.
    ///
    /// The text may come from anywhere: nothing in it keeps a service from being asked for longer
    /// than the plan says.
    ///
    /// # Errors
    /// Where the text is not what [`save`](Self::save) writes.
    pub fn restore(
        plan: &Plan,
        text: &[u8],
        now: Instant,
        time: UnixTime,
    ) -> Result<Self, SnapshotError> {
        let root = parse(text)?;
        let root = Node { value: &root, path: "$".into() };
        if root.member("version")?.number()? != 1 {
            return Err(root.member("version")?.wrong("the version 1"));
        }
        let ago = Duration::from_millis(time.0.saturating_sub(root.member("saved_at")?.number()?));
        let services = root.member("services")?;
        let mut health = Self::default();
        for (place, service) in plan.services.iter().enumerate() {
            if services.value.member(&service.name).is_some() {
                let node = services.member(&service.name)?;
                *health.service(place) = read_service(&node, service, ago, now)?;
            }
        }
        Ok(health)
    }
}

fn breaker_policy(service: &Service) -> BreakerPolicy {
    service.policy.breaker.unwrap_or(BreakerPolicy::DEFAULT)
}

fn write_service(health: &ServiceHealth, service: &Service, now: Instant, out: &mut Vec<u8>) {
    let breaker = health.breaker.snapshot(&breaker_policy(service), now);
    let (state, remaining) = match breaker.state {
        SavedState::Closed => ("closed", Duration::ZERO),
        SavedState::Open { remaining } => ("open", remaining),
        SavedState::HalfOpen => ("half_open", Duration::ZERO),
    };
    let head = format!(
        "{{\"breaker\":{{\"state\":\"{state}\",\"remaining_ms\":{},\"openings\":{},\"calls\":",
        remaining.as_millis(),
        breaker.openings
    );
    out.extend_from_slice(head.as_bytes());
    write_rows(&breaker.slices, out);
    out.extend_from_slice(b"},\"budget\":");
    write_rows(&health.budget.snapshot(&service.policy.budget, now), out);
    let latency = health.latency.snapshot(now);
    let pairs = |half: &[(u8, u32)]| -> Vec<[u32; 2]> {
        half.iter().map(|(bucket, count)| [u32::from(*bucket), *count]).collect()
    };
    out.extend_from_slice(b",\"latency\":{\"previous\":");
    write_rows(&pairs(&latency.previous), out);
    out.extend_from_slice(b",\"current\":");
    write_rows(&pairs(&latency.current), out);
    out.extend_from_slice(b"}}");
}

/// Writes an array of arrays of numbers.
fn write_rows<const K: usize>(rows: &[[u32; K]], out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, row) in rows.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",[" } else { b"[" });
        for (index, count) in row.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            out.extend_from_slice(format!("{comma}{count}").as_bytes());
        }
        out.push(b']');
    }
    out.push(b']');
}

fn read_service(
    node: &Node<'_>,
    service: &Service,
    ago: Duration,
    now: Instant,
) -> Result<ServiceHealth, SnapshotError> {
    let policy = breaker_policy(service);
    let breaker = node.member("breaker")?;
    let remaining = Duration::from_millis(breaker.member("remaining_ms")?.number()?);
    let state = breaker.member("state")?;
    let state = match state.value {
        Value::String(text) if text == "closed" => SavedState::Closed,
        Value::String(text) if text == "open" => {
            SavedState::Open { remaining: remaining.saturating_sub(ago) }
        }
        Value::String(text) if text == "half_open" => SavedState::HalfOpen,
        _ => return Err(state.wrong("`closed`, `open` or `half_open`")),
    };
    let snapshot = BreakerSnapshot {
        state,
        openings: u32::try_from(breaker.member("openings")?.number()?).unwrap_or(u32::MAX),
        slices: aged(breaker.member("calls")?.slices()?, policy.window, ago),
    };
    let budget = service.policy.budget;
    let slices = aged(node.member("budget")?.slices()?, budget.window, ago);
    let latency = node.member("latency")?;
    let latency = LatencySnapshot {
        previous: latency.member("previous")?.pairs()?,
        current: latency.member("current")?.pairs()?,
    };
    Ok(ServiceHealth {
        breaker: Breaker::restore(&policy, &snapshot, now),
        budget: Budget::restore(&budget, slices, now),
        latency: Latency::restore(&latency.aged(ago), now),
        ..ServiceHealth::default()
    })
}

fn parse(text: &[u8]) -> Result<Value, SnapshotError> {
    let wrong = |expected| SnapshotError { path: "$".to_owned(), expected };
    if text.len() > MAX_TEXT {
        return Err(wrong("a text of at most 1 MiB"));
    }
    Value::parse(text).map_err(|error| wrong(error.expected))
}

/// A value of the snapshot and where it stands.
struct Node<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    fn wrong(&self, expected: &'static str) -> SnapshotError {
        SnapshotError { path: self.path.clone(), expected }
    }

    fn member(&self, name: &str) -> Result<Node<'a>, SnapshotError> {
        let path = format!("{}.{name}", self.path);
        match self.value.member(name) {
            Some(value) => Ok(Node { value, path }),
            None => Err(SnapshotError { path, expected: "a value" }),
        }
    }

    fn number(&self) -> Result<u64, SnapshotError> {
        let number = match self.value {
            Value::Number(raw) => raw.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong("an integer that is not negative"))
    }

    fn elements(&self) -> Result<Vec<Node<'a>>, SnapshotError> {
        let Value::Array(elements) = self.value else { return Err(self.wrong("an array")) };
        let node = |(index, value)| Node { value, path: format!("{}[{index}]", self.path) };
        Ok(elements.iter().enumerate().map(node).collect())
    }

    /// A row of so many counts.
    fn row<const K: usize>(&self) -> Result<[u32; K], SnapshotError> {
        let elements = self.elements()?;
        let count = |node: &Node<'_>| Ok(u32::try_from(node.number()?).unwrap_or(u32::MAX));
        let counts: Vec<u32> = elements.iter().map(count).collect::<Result<_, _>>()?;
        counts.try_into().map_err(|_| self.wrong("as many counts as are saved"))
    }

    fn slices<const K: usize>(&self) -> Result<Slices<K>, SnapshotError> {
        let rows: Vec<[u32; K]> =
            self.elements()?.iter().map(Node::row).collect::<Result<_, _>>()?;
        <[[u32; K]; SLICES]>::try_from(rows).map_err(|_| self.wrong("ten rows"))
    }

    fn pairs(&self) -> Result<Vec<(u8, u32)>, SnapshotError> {
        let pair = |node: &Node<'_>| {
            let [bucket, count] = node.row()?;
            Ok((u8::try_from(bucket).map_err(|_| node.wrong("a bucket up to 255"))?, count))
        };
        self.elements()?.iter().map(pair).collect()
    }
}
