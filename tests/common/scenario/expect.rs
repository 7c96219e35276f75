//! Holding what was observed against what must come of a request.

use serde_json::{Map, Value};

use super::super::difference;
use super::{Case, Observed, Sent, object};

impl Case {
    /// Panics, naming `context`, unless what was observed is what must be.
    pub fn check(&self, observed: &Observed, context: &str) {
        let context = format!("{context}: request {} {}", self.number, self.target());
        self.check_each(&self.expect, observed, &context);
    }

    fn check_each(&self, expect: &Map<String, Value>, observed: &Observed, context: &str) {
        let text = String::from_utf8_lossy(&observed.body);
        let short: String = text.chars().take(2000).collect();
        for (name, expected) in expect {
            match name.as_str() {
                "status" => assert_eq!(observed.status, *expected, "{context}: status; {short}"),
                "headers" => compare(&observed.headers, expected, context),
                "answer" => {
                    let answer: Value = serde_json::from_slice(&observed.body)
                        .unwrap_or_else(|error| panic!("{context}: {error}: {short}"));
                    let difference = difference(&answer, &met(expected, &answer), true, "$");
                    assert_eq!(difference, None, "{context}: {short}");
                }
                "bytes" => {
                    let part = expected.as_str().unwrap();
                    assert!(text.contains(part), "{context}: no `{part}` in {short}");
                }
                "empty" => assert_eq!(observed.body.is_empty(), *expected, "{context}: {short}"),
                "sent" => {
                    for (target, count) in object(Some(expected.clone())) {
                        let sent = observed.to(&target).len();
                        assert_eq!(Some(sent as u64), count.as_u64(), "{context}: `{target}`");
                    }
                }
                "bodies" => {
                    for (target, body) in object(Some(expected.clone())) {
                        let sent = observed.to(&target);
                        let last = sent.last().map(|sent| sent.body.as_str());
                        assert_eq!(last, body.as_str(), "{context}: body sent to `{target}`");
                    }
                }
                "forwarded" => {
                    for (target, headers) in object(Some(expected.clone())) {
                        let sent = observed.to(&target);
                        let last = sent.last().unwrap_or_else(|| panic!("{context}: `{target}`"));
                        compare(&last.headers, &headers, &format!("{context}: to `{target}`"));
                    }
                }
                // What is observed from outside is in what order requests arrive.
                "trace" if observed.elapsed.is_none() => {
                    self.check_arrivals(&observed.sent, expected, context);
                }
                // Checked by the host that traces, with `check_trace`.
                "trace" => {}
                "elapsed_ms" => {
                    if let Some(elapsed) = observed.elapsed {
                        assert_eq!(elapsed.as_millis() as u64, *expected, "{context}: elapsed");
                    }
                }
                "virtual" => {
                    if observed.elapsed.is_some() {
                        self.check_each(&object(Some(expected.clone())), observed, context);
                    }
                }
                other => panic!("unknown expectation `{other}`"),
            }
        }
    }
}

impl Observed {
    /// What was sent to `service METHOD /path?query`, or to `service` at all.
    fn to(&self, target: &str) -> Vec<&Sent> {
        let matches = |sent: &&Sent| {
            sent.service == target || format!("{} {}", sent.service, sent.target) == target
        };
        self.sent.iter().filter(matches).collect()
    }
}

/// Panics unless each of the expected header fields is there, or is not if it is `null`.
fn compare(headers: &[(String, String)], expected: &Value, context: &str) {
    for (name, expected) in object(Some(expected.clone())) {
        let found = headers.iter().find(|(known, _)| *known == name);
        let found = found.map_or(Value::Null, |(_, value)| value.clone().into());
        assert_eq!(found, met(&expected, &found), "{context}: header `{name}`");
    }
}

/// What is expected, with the actual value for each range that it lies in.
fn met(expected: &Value, actual: &Value) -> Value {
    match (expected, actual) {
        (Value::Object(members), _) if members.contains_key("$between") => {
            let range: [f64; 2] = serde_json::from_value(expected["$between"].clone()).unwrap();
            let number = match actual {
                Value::String(text) => text.parse().ok(),
                actual => actual.as_f64(),
            };
            let lies_in = number.is_some_and(|number| (range[0]..=range[1]).contains(&number));
            if lies_in { actual.clone() } else { expected.clone() }
        }
        (Value::Object(members), Value::Object(actual)) => {
            let none = Value::Null;
            let pairs = members.iter().map(|(name, expected)| {
                (name.clone(), met(expected, actual.get(name).unwrap_or(&none)))
            });
            Value::Object(pairs.collect())
        }
        (Value::Array(elements), Value::Array(actual)) if elements.len() == actual.len() => {
            elements.iter().zip(actual).map(|(expected, actual)| met(expected, actual)).collect()
        }
        _ => expected.clone(),
    }
}
