//! What several test files share.

use serde_json::Value;

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
