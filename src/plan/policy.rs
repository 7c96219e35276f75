//! How a service is asked: limits and failure policy, with their defaults.

use super::error::Result;
use super::node::{Node, Object};
use super::variables::Variables;
use crate::json::finite;
use crate::policy::backoff::{Backoff, Jitter};
use crate::policy::breaker::BreakerPolicy;
use crate::policy::budget::BudgetPolicy;
use crate::policy::gate::GatePolicy;
use crate::policy::hedge::HedgePolicy;
use crate::time::Duration;

/// How a service is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Longest time for one attempt, from sending to the last byte of the body.
    pub timeout: Duration,
    /// Longest time for a source with all its attempts.
    pub deadline: Duration,
    /// Attempts at most, the first included, hedges too.
    pub attempts: u32,
    /// Delays between attempts.
    pub backoff: Backoff,
    /// Attempts beyond the first that all requests together may make.
    pub budget: BudgetPolicy,
    /// When the service is no longer asked; nothing if it always is.
    pub breaker: Option<BreakerPolicy>,
    /// When a second attempt is sent beside a slow one; nothing if never.
    pub hedge: Option<HedgePolicy>,
    /// How many attempts of all requests may be under way and how many may wait.
    pub gate: GatePolicy,
    /// Largest body of a reply, in bytes.
    pub max_body: usize,
    /// Which content types a reply may have.
    pub content_type: ContentType,
}

/// Which content types a reply may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// Those of JSON (`application/json`, `text/json`, any `+json`), or none at all.
    Json,
    /// Any; what counts is the body.
    Any,
}

impl Policy {
    /// 10 s an attempt, 3 attempts, 30 s in all, 16 MiB. The times are between Envoy's 15 s for a
    /// route and the 30 s after which most clients give up; three attempts survive two lost
    /// instances. The other policies have defaults of their own; hedging is off.
    pub const DEFAULT: Self = Self {
        timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
        attempts: 3,
        backoff: Backoff::DEFAULT,
        budget: BudgetPolicy::DEFAULT,
        breaker: Some(BreakerPolicy::DEFAULT),
        hedge: None,
        gate: GatePolicy::DEFAULT,
        max_body: 16 << 20,
        content_type: ContentType::Json,
    };

    pub(super) const KEYS: [&'static str; 11] = [
        "timeout",
        "deadline",
        "attempts",
        "backoff",
        "budget",
        "breaker",
        "hedge",
        "concurrency",
        "queue",
        "max_body",
        "content_type",
    ];

    /// When an attempt is slow: as the breaker says, else half of the shortest limit that it has.
    /// An attempt that is given up sooner, as little time was left, says nothing about the service.
    pub(super) fn slow(&self, endpoint: Option<Duration>) -> Duration {
        let shortest = self.timeout.min(self.deadline);
        let shortest = endpoint.map_or(shortest, |deadline| shortest.min(deadline));
        self.breaker.and_then(|breaker| breaker.slow).unwrap_or(shortest / 2)
    }

    /// This policy with what `object` says otherwise.
    pub(super) fn adjusted(mut self, object: Object<'_>, variables: &Variables) -> Result<Self> {
        variables.set_duration(object, "timeout", &mut self.timeout)?;
        variables.set_duration(object, "deadline", &mut self.deadline)?;
        if let Some(node) = object.get("attempts") {
            self.attempts = variables.count(node, 10)?;
        }
        if let Some(node) = object.get("backoff") {
            self.backoff = backoff(self.backoff, node, variables)?;
        }
        if let Some(node) = object.get("budget") {
            self.budget = budget(self.budget, node, variables)?;
        }
        if let Some(node) = object.get("breaker") {
            let base = self.breaker.unwrap_or(BreakerPolicy::DEFAULT);
            self.breaker = unless_off(node, |node| breaker(base, node, variables))?;
        }
        if let Some(node) = object.get("hedge") {
            let base = self.hedge.unwrap_or(HedgePolicy::DEFAULT);
            self.hedge = unless_off(node, |node| hedge(base, node, variables))?;
        }
        if let Some(node) = object.get("concurrency") {
            self.gate.concurrency = variables.count(node, 10_000)?;
        }
        if let Some(node) = object.get("queue") {
            self.gate.queue = node.integer(0..=10_000)?;
        }
        if let Some(node) = object.get("max_body") {
            self.max_body = node.integer(1..=256 << 20)?;
        }
        if let Some(node) = object.get("content_type") {
            let words = [("json", ContentType::Json), ("any", ContentType::Any)];
            self.content_type = node.word(&words)?;
        }
        Ok(self)
    }
}

/// A policy that `"off"` switches off.
fn unless_off<'a, T>(
    node: Node<'a>,
    read: impl FnOnce(Node<'a>) -> Result<T>,
) -> Result<Option<T>> {
    match node.text() {
        Some("off") => Ok(None),
        Some(_) => Err(node.wrong("an object, or `\"off\"`")),
        None => read(node).map(Some),
    }
}

fn backoff(mut backoff: Backoff, node: Node<'_>, variables: &Variables) -> Result<Backoff> {
    let object = node.object(&["base", "max", "jitter"])?;
    variables.set_delay(object, "base", &mut backoff.base)?;
    variables.set_delay(object, "max", &mut backoff.max)?;
    if let Some(node) = object.get("jitter") {
        backoff.jitter = node.word(&[
            ("full", Jitter::Full),
            ("decorrelated", Jitter::Decorrelated),
            ("none", Jitter::None),
        ])?;
    }
    Ok(backoff)
}

fn budget(mut budget: BudgetPolicy, node: Node<'_>, variables: &Variables) -> Result<BudgetPolicy> {
    let object = node.object(&["ratio", "floor", "window"])?;
    set_ratio(object, "ratio", "0", &mut budget.ratio)?;
    if let Some(node) = object.get("floor") {
        budget.floor = node.integer(0..=10_000)?;
    }
    variables.set_duration(object, "window", &mut budget.window)?;
    Ok(budget)
}

fn breaker(
    mut breaker: BreakerPolicy,
    node: Node<'_>,
    variables: &Variables,
) -> Result<BreakerPolicy> {
    let object = node.object(&[
        "window",
        "volume",
        "failure_ratio",
        "slow_ratio",
        "slow",
        "open",
        "max_open",
        "probes",
    ])?;
    variables.set_duration(object, "window", &mut breaker.window)?;
    if let Some(node) = object.get("volume") {
        breaker.volume = node.integer(1..=10_000)?;
    }
    set_ratio(object, "failure_ratio", "0.01", &mut breaker.failure_ratio)?;
    set_ratio(object, "slow_ratio", "0.01", &mut breaker.slow_ratio)?;
    if let Some(node) = object.get("slow") {
        breaker.slow = Some(variables.duration(node)?);
    }
    if let Some(node) = object.get("open") {
        breaker.open = variables.duration(node)?;
        breaker.max_open = breaker.max_open.max(breaker.open);
    }
    if let Some(node) = object.get("max_open") {
        breaker.max_open = variables.duration(node)?;
        if breaker.max_open < breaker.open {
            return Err(node.wrong("a time that is not shorter than `open`"));
        }
    }
    if let Some(node) = object.get("probes") {
        breaker.probes = node.integer(1..=100)?;
    }
    Ok(breaker)
}

fn hedge(mut hedge: HedgePolicy, node: Node<'_>, variables: &Variables) -> Result<HedgePolicy> {
    let object = node.object(&["percentile", "min"])?;
    if let Some(node) = object.get("percentile") {
        hedge.percentile = node.integer(50..=99)?;
    }
    variables.set_delay(object, "min", &mut hedge.min)?;
    Ok(hedge)
}

/// Reads a part of 1 into `into`, if `object` has one at `name`.
fn set_ratio(object: Object<'_>, name: &str, least: &str, into: &mut f64) -> Result<()> {
    if let Some(node) = object.get(name) {
        let least_number = finite(least.as_bytes()).unwrap_or_default();
        let number = node.double().filter(|number| (least_number..=1.0).contains(number));
        let expected = format_args!("a number from {least} to 1");
        *into = number.ok_or_else(|| node.wrong(expected))?;
    }
    Ok(())
}
