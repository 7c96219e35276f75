//! A check as JSON, for programs.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Check, EndpointCost, SourceCost, Warning};
use crate::json::Value;
use crate::time::Duration;

impl Check {
    /// The check as JSON: `endpoints` and `warnings`, times in milliseconds.
    pub fn to_json(&self) -> Vec<u8> {
        let endpoints = self.endpoints.iter().map(endpoint).collect();
        let warnings = self.warnings.iter().map(warning).collect();
        object([("endpoints", Value::Array(endpoints)), ("warnings", Value::Array(warnings))])
            .to_json()
    }
}

fn endpoint(cost: &EndpointCost) -> Value {
    object([
        ("endpoint", text(&cost.name)),
        ("subrequests", number(cost.subrequests)),
        ("longest_ms", millis(cost.longest)),
        ("deadline_ms", cost.deadline.map_or(Value::Null, millis)),
        ("sources", Value::Array(cost.sources.iter().map(source).collect())),
    ])
}

fn source(cost: &SourceCost) -> Value {
    object([
        ("source", text(&cost.name)),
        ("service", text(&cost.service)),
        ("probe", Value::Boolean(cost.probe)),
        ("attempts", number(cost.attempts)),
        ("longest_ms", millis(cost.longest)),
        ("after", Value::Array(cost.after.iter().map(|name| text(name)).collect())),
    ])
}

fn warning(warning: &Warning) -> Value {
    object([
        ("kind", text(warning.kind.as_str())),
        ("path", text(&warning.path)),
        ("message", text(&warning.message)),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn text(text: &str) -> Value {
    Value::String(String::from(text))
}

fn number(number: impl ToString) -> Value {
    Value::Number(number.to_string())
}

fn millis(duration: Duration) -> Value {
    number(duration.as_millis())
}
