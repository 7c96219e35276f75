//! The failure policies that are compared, as plans.

use orquesta::plan::Plan;

use crate::error::{Error, Exit};
use crate::plan;

/// The name of the source that is asked.
pub(super) const SOURCE: &str = "data";

/// What every request asks for.
pub(super) const TARGET: &str = "/data";

/// Where the service is.
pub(super) const URL: &str = "http://service.test";

/// A failure policy.
pub(super) struct Policy {
    /// What it is called.
    pub(super) name: &'static str,
    /// What a plan says of the service to have it, each member followed by a comma.
    pub(super) members: &'static str,
    /// What it is, in a sentence.
    pub(super) about: &'static str,
}

/// What is compared, in the order of the columns.
pub(super) const POLICIES: [Policy; 4] = [
    Policy {
        name: "none",
        members: r#""attempts": 1, "breaker": "off", "concurrency": 10000,"#,
        about: "one attempt, and nothing else",
    },
    Policy {
        name: "three retries",
        members: r#""attempts": 4, "backoff": { "base": "200ms", "max": "200ms", "jitter": "none" }, "budget": { "ratio": 1, "floor": 10000 }, "breaker": "off", "concurrency": 10000,"#,
        about: "up to three retries, each 200 ms after the last failure, without a budget",
    },
    DEFAULTS,
    Policy {
        name: "defaults, hedging",
        members: r#""hedge": {},"#,
        about: "the same with `hedge`",
    },
];

/// What a plan has that sets nothing.
pub(super) const DEFAULTS: Policy =
    Policy { name: "defaults", members: "", about: "what a plan has that sets nothing" };

impl Policy {
    /// A plan with one service, of which it is the policy.
    pub(super) fn plan(&self) -> Result<Plan, Error> {
        let text = format!(
            r#"{{
  "services": {{ "service": {{ "url": "{URL}", {} "timeout": "1s", "deadline": "5s" }} }},
  "sources": {{ "{SOURCE}": {{ "service": "service", "path": "{TARGET}" }} }},
  "endpoints": {{ "GET {TARGET}": {{ "deadline": "5s", "answer": {{ "$source": "{SOURCE}" }} }} }}
}}"#,
            self.members
        );
        plan::read(text.as_bytes()).map_err(|error| Error::new(Exit::Broken, error))
    }
}
