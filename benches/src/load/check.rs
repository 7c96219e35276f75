//! Nothing is compared that does not work: all ways must give the same answer.

use serde_json::Value;
use xtask::error::{Error, Result};

/// Members that differ from one request to the next.
const PASSING: [&str; 2] = ["timestamp", "latency_ms"];

/// Checks that answers, with the names of those who gave them, say the same.
pub(crate) fn alike(answers: &[(&str, &[u8])]) -> Result<()> {
    let mut first: Option<(&str, Value)> = None;
    for (name, answer) in answers {
        let answer = parse(name, answer)?;
        if let Some((other, known)) = &first {
            let difference = difference("$", known, &answer);
            if let Some(place) = difference {
                return Err(Error::new(format!("`{name}` and `{other}` differ at `{place}`")));
            }
        } else {
            first = Some((name, answer));
        }
    }
    Ok(())
}

/// Checks that an answer is exactly this text.
pub(crate) fn exact(name: &str, answer: &[u8], text: &[u8]) -> Result<()> {
    if answer == text {
        return Ok(());
    }
    Err(Error::new(format!("`{name}` does not answer with the bodies of the services")))
}

/// Checks that all services are said to have answered and, with `whole`, an object, that an answer has every
/// member of it.
pub(crate) fn complete(name: &str, answer: &[u8], whole: Option<&[u8]>) -> Result<()> {
    let answer = parse(name, answer)?;
    let whole = whole.map_or(Ok(Value::Null), |whole| parse("copy", whole))?;
    for (member, value) in whole.as_object().into_iter().flatten() {
        let place = difference(member, value, answer.get(member).unwrap_or(&Value::Null));
        if let Some(place) = place {
            return Err(Error::new(format!(
                "`{name}` does not say what the services do at `{place}`"
            )));
        }
    }
    statuses(name, &answer)
}

fn statuses(name: &str, answer: &Value) -> Result<()> {
    let statuses = answer.pointer("/metadata/services_status").and_then(Value::as_object);
    let fine = statuses.is_some_and(|statuses| statuses.values().all(|status| status == "ok"));
    if fine {
        Ok(())
    } else {
        Err(Error::new(format!("`{name}` did not get all that it asked for")))
    }
}

fn parse(name: &str, answer: &[u8]) -> Result<Value> {
    serde_json::from_slice(answer)
        .map_err(|error| Error::new(format!("what `{name}` answered is not JSON: {error}")))
}

/// Where two values are not the same. Numbers are when they are as doubles: JavaScript writes 10.0 as 10.
fn difference(place: &str, one: &Value, other: &Value) -> Option<String> {
    let below = |name: &dyn std::fmt::Display, one, other| {
        difference(&format!("{place}.{name}"), one, other)
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let missing = other.keys().find(|name| !one.contains_key(*name));
            let missing = missing.map(|name| format!("{place}.{name}"));
            missing.or_else(|| {
                let lasting = one.iter().filter(|(name, _)| !PASSING.contains(&name.as_str()));
                let mut pairs = lasting.map(|(name, one)| (name, one, other.get(name)));
                pairs.find_map(|(name, one, other)| below(name, one, other.unwrap_or(&Value::Null)))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(number, (one, other))| below(&number, one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        _ => (one != other).then(|| place.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_no_difference() {
        let one = br#"{"a":[1.0,{"latency_ms":3}],"timestamp":"x"}"#;
        let other = br#"{"timestamp":"y","a":[1,{"latency_ms":4}]}"#;
        alike(&[("one", one), ("other", other)]).unwrap();
    }

    #[test]
    fn a_difference_is_named() {
        for (other, place) in [
            ("{\"a\":[1,{}]}", "$.a.1.b"),
            ("{\"a\":[1,{\"b\":2}],\"c\":1}", "$.c"),
            ("{\"a\":[1,{\"b\":3}]}", "$.a.1.b"),
            ("{\"a\":[1]}", "$.a"),
            ("[]", "$"),
        ] {
            let one = br#"{"a":[1,{"b":2}]}"#;
            let error = alike(&[("one", one), ("other", other.as_bytes())]).unwrap_err();
            assert_eq!(error.to_string(), format!("`other` and `one` differ at `{place}`"));
        }
    }

    #[test]
    fn an_answer_must_have_what_the_services_say() {
        let whole = br#"{"users":[1]}"#;
        let good = br#"{"users":[1],"metadata":{"services_status":{"a":"ok"}}}"#;
        complete("x", good, Some(whole)).unwrap();
        let failed = br#"{"users":[1],"metadata":{"services_status":{"a":"error"}}}"#;
        assert!(complete("x", failed, Some(whole)).is_err());
        assert!(complete("x", br#"{"users":[2]}"#, Some(whole)).is_err());
        exact("x", whole, whole).unwrap();
        assert!(exact("x", good, whole).is_err());
        complete("x", good, None).unwrap();
        assert!(complete("x", b"{}", None).is_err());
    }
}
