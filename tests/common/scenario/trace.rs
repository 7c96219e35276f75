//! What happens to the attempts of one request, step by step.
//!
//! Exact in virtual time. Other hosts are seen from outside, where of a trace there remains which
//! requests a service received and in what order; those that were sent without anything between
//! them may arrive in any.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::{Case, Sent};

/// The method and the path of a service's request, by the name of its source.
pub(super) type Targets = BTreeMap<String, (String, String)>;

impl Case {
    /// Panics, naming `context`, unless this is what must have happened: what, and how long after
    /// the request had come.
    pub fn check_trace(&self, happened: &[(String, Duration)], context: &str) {
        let Some(expected) = self.expect.get("trace") else { return };
        let expected = lines(expected);
        let found = happened.iter().enumerate().map(|(place, (what, when))| {
            let timed = expected.get(place).is_none_or(|expected| expected.contains(" at "));
            if timed { format!("{what} at {}", when.as_millis()) } else { what.clone() }
        });
        let context = format!("{context}: request {} {}", self.number, self.target());
        assert_eq!(found.collect::<Vec<_>>(), expected, "{context}: trace");
    }

    /// Panics unless each service received what the trace says, in that order.
    pub(super) fn check_arrivals(&self, sent: &[Sent], trace: &Value, context: &str) {
        let services: BTreeSet<_> = self.targets.values().map(|(service, _)| service).collect();
        for service in services {
            let arrived = sent.iter().filter(|sent| sent.service == *service);
            let mut arrived = arrived.map(|sent| sent.target.as_str());
            for mut burst in self.bursts(trace, service) {
                let mut found: Vec<_> = arrived.by_ref().take(burst.len()).collect();
                burst.sort_unstable();
                found.sort_unstable();
                assert_eq!(found, burst, "{context}: what `{service}` was sent");
            }
            assert_eq!(arrived.next(), None, "{context}: too much for `{service}`");
        }
    }

    /// What a service is sent, apart from what it is sent after something else has happened.
    fn bursts(&self, trace: &Value, service: &str) -> Vec<Vec<&str>> {
        let mut bursts = vec![Vec::new()];
        for line in lines(trace) {
            let (what, rest) = line.split_once(' ').expect("an event of a source");
            if !["sent", "retry", "hedge"].contains(&what) {
                bursts.push(Vec::new());
                continue;
            }
            let source = rest.split(' ').next().unwrap_or(rest);
            let target = self.targets.get(source);
            let (its_service, target) = target.expect("a source with one target");
            if its_service == service {
                bursts.last_mut().unwrap().push(target.as_str());
            }
        }
        bursts
    }
}

/// The targets of sources that have but one, and of what tells the health of services.
pub(super) fn targets(plan: &Value) -> Targets {
    let members = |name: &str| plan[name].as_object().into_iter().flatten();
    let text = |value: &Value, or: &str| value.as_str().unwrap_or(or).to_owned();
    let mut targets = Targets::new();
    for (name, service) in members("services") {
        let health = &service["health"];
        let target = format!("{} {}", text(&health["method"], "GET"), text(&health["path"], "/"));
        targets.insert(name.clone(), (name.clone(), target));
    }
    for (name, source) in members("sources") {
        let (method, path) = (text(&source["method"], "GET"), text(&source["path"], "{"));
        if !path.contains('{') && source["query"].is_null() && source["alternatives"].is_null() {
            let service = text(&source["service"], "");
            targets.insert(name.clone(), (service, format!("{method} {path}")));
        }
    }
    targets
}

fn lines(trace: &Value) -> Vec<String> {
    trace.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}
