//! What the tests of every host share.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

pub mod scenario;

use std::path::PathBuf;

use serde_json::Value;

/// The repository's folder, for tests of any package in it.
pub fn root() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    while !folder.join("plans").is_dir() {
        assert!(folder.pop(), "no folder `plans` above the package");
    }
    folder
}

/// A JSON file of the repository.
pub fn read_json(path: &str) -> Value {
    let text = std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The first place where `actual` is not `expected`; with `partial`, objects may have more members.
///
/// Numbers are compared by value, as `18` and `18.0` are one number in JSON, and by their digits
/// where a double could not tell them apart.
pub fn difference(actual: &Value, expected: &Value, partial: bool, path: &str) -> Option<String> {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            if let Some(name) = actual.keys().find(|n| !partial && !expected.contains_key(*n)) {
                return Some(format!("{path}.{name} is too much"));
            }
            expected.iter().find_map(|(name, expected)| match actual.get(name) {
                Some(actual) => difference(actual, expected, partial, &format!("{path}.{name}")),
                None => Some(format!("{path}.{name} is missing")),
            })
        }
        (Value::Array(actual), Value::Array(expected)) => {
            if actual.len() != expected.len() {
                return Some(format!(
                    "{path} has {} elements, not {}",
                    actual.len(),
                    expected.len()
                ));
            }
            let mut pairs = actual.iter().zip(expected).enumerate();
            pairs.find_map(|(index, (a, e))| difference(a, e, partial, &format!("{path}[{index}]")))
        }
        (Value::Number(a), Value::Number(e)) => {
            let (a, e) = (a.to_string(), e.to_string());
            let exact = |text: &str| !text.contains(['.', 'e', 'E']);
            let same = if exact(&a) && exact(&e) {
                a == e
            } else {
                a.parse::<f64>().ok() == e.parse::<f64>().ok()
            };
            (!same).then(|| format!("{path} is {a}, not {e}"))
        }
        _ => (actual != expected).then(|| {
            let short = |value: &Value| value.to_string().chars().take(200).collect::<String>();
            format!("{path} is {}, not {}", short(actual), short(expected))
        }),
    }
}

/// An answer of the dashboard without what differs from run to run, and without what the recorded
/// service did not say: the reports, and in the summary every word about its sources.
pub fn comparable(mut answer: Value, request: &str) -> Value {
    let members = answer.as_object_mut().unwrap();
    members.remove("timestamp");
    let metadata = members.get_mut("metadata").and_then(Value::as_object_mut).unwrap();
    metadata.remove("timestamp");
    metadata.remove("services").unwrap();
    if request.ends_with("summary") {
        members.remove("metadata");
    }
    answer
}
