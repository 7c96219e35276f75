//! How a service is asked: limits and failure policy, with their defaults.

use alloc::vec::Vec;

use super::error::Result;
use super::node::{Node, Object};
use super::variables::Variables;
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
    pub(super) fn adjusted(mut self, object: &Object<'_>, variables: &Variables) -> Result<Self> {
        if let Some(node) = object.get("timeout") {
            self.timeout = variables.duration(node)?;
        }
        if let Some(node) = object.get("deadline") {
            self.deadline = variables.duration(node)?;
        }
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
    node: &Node<'a>,
    read: impl FnOnce(&Node<'a>) -> Result<T>,
) -> Result<Option<T>> {
    match node.string() {
        Ok("off") => Ok(None),
        Ok(_) => Err(node.wrong("an object, or `\"off\"`")),
        Err(_) => read(node).map(Some),
    }
}

fn backoff(mut backoff: Backoff, node: &Node<'_>, variables: &Variables) -> Result<Backoff> {
    let object = node.object(&["base", "max", "jitter"])?;
    if let Some(node) = object.get("base") {
        backoff.base = variables.delay(node)?;
    }
    if let Some(node) = object.get("max") {
        backoff.max = variables.delay(node)?;
    }
    if let Some(node) = object.get("jitter") {
        backoff.jitter = node.word(&[
            ("full", Jitter::Full),
            ("decorrelated", Jitter::Decorrelated),
            ("none", Jitter::None),
        ])?;
    }
    Ok(backoff)
}

fn budget(
    mut budget: BudgetPolicy,
    node: &Node<'_>,
    variables: &Variables,
) -> Result<BudgetPolicy> {
    let object = node.object(&["ratio", "floor", "window"])?;
    if let Some(node) = object.get("ratio") {
        budget.ratio = ratio(node, 0.0)?;
    }
    if let Some(node) = object.get("floor") {
        budget.floor = node.integer(0..=10_000)?;
    }
    if let Some(node) = object.get("window") {
        budget.window = variables.duration(node)?;
    }
    Ok(budget)
}

fn breaker(
    mut breaker: BreakerPolicy,
    node: &Node<'_>,
    variables: &Variables,
) -> Result<BreakerPolicy> {
    let keys = Vec::from([
        "window",
        "volume",
        "failure_ratio",
        "slow_ratio",
        "slow",
        "open",
        "max_open",
        "probes",
    ]);
    let object = node.object(&keys)?;
    if let Some(node) = object.get("window") {
        breaker.window = variables.duration(node)?;
    }
    if let Some(node) = object.get("volume") {
        breaker.volume = node.integer(1..=10_000)?;
    }
    if let Some(node) = object.get("failure_ratio") {
        breaker.failure_ratio = ratio(node, 0.01)?;
    }
    if let Some(node) = object.get("slow_ratio") {
        breaker.slow_ratio = ratio(node, 0.01)?;
    }
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

fn hedge(mut hedge: HedgePolicy, node: &Node<'_>, variables: &Variables) -> Result<HedgePolicy> {
    let object = node.object(&["percentile", "min"])?;
    if let Some(node) = object.get("percentile") {
        hedge.percentile = node.integer(50..=99)?;
    }
    if let Some(node) = object.get("min") {
        hedge.min = variables.delay(node)?;
    }
    Ok(hedge)
}

fn ratio(node: &Node<'_>, least: f64) -> Result<f64> {
    let number = node.number().ok().filter(|number| (least..=1.0).contains(number));
    number.ok_or_else(|| node.wrong(alloc::format!("a number from {least} to 1")))
}
