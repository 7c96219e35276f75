//! Warnings about what is declared and used by nothing.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::warning::{Kind, Warning};
use crate::answer::Template;
use crate::json::{Value, quote_member};
use crate::plan::{Body, Call, Endpoint, Part, Plan, Reference};

/// Services and sources that no endpoint asks, and variables that stand nowhere.
pub(super) fn in_plan(plan: &Plan, text: &Value, warnings: &mut Vec<Warning>) {
    let asked = || plan.endpoints.iter().flat_map(|endpoint| &endpoint.sources);
    let mut warn = |kind, parent: &str, name: &str, message| {
        warnings.push(Warning { kind, path: quote_member(parent, name), message });
    };
    for (place, service) in plan.services.iter().enumerate() {
        if !asked().any(|source| source.service == place) {
            let name = &service.name;
            let message = format!("no endpoint asks the service `{name}`");
            warn(Kind::UnusedService, "$.services", name, message);
        }
    }
    for name in names(text, "sources") {
        if !asked().any(|source| !source.probe && source.name == name) {
            let message = format!("no endpoint asks the source `{name}`");
            warn(Kind::UnusedSource, "$.sources", name, message);
        }
    }
    for name in names(text, "variables") {
        let used = match text {
            Value::Object(members) => members
                .iter()
                .any(|(key, value)| key != "variables" && mentions(value, &format!("${{{name}}}"))),
            _ => true,
        };
        if !used {
            let message = format!("nothing uses the variable `{name}`");
            warn(Kind::UnusedVariable, "$.variables", name, message);
        }
    }
}

/// Parameters that neither a source nor the answer uses.
pub(super) fn in_endpoint(endpoint: &Endpoint, warnings: &mut Vec<Warning>) {
    for (place, parameter) in endpoint.parameters.iter().enumerate() {
        let mut calls = endpoint.sources.iter().flat_map(|source| &source.calls);
        if calls.any(|call| takes(call, place)) || shows(&endpoint.answer, place) {
            continue;
        }
        let name = &parameter.name;
        let path = quote_member("$.endpoints", &format!("GET {}", endpoint.route));
        warnings.push(Warning {
            kind: Kind::UnusedParameter,
            path: quote_member(&quote_member(&path, "parameters"), name),
            message: format!("no source and no part of the answer uses the parameter `{name}`"),
        });
    }
}

/// The names of the members of one of the plan's objects.
fn names<'t>(text: &'t Value, member: &str) -> Vec<&'t str> {
    match text.member(member) {
        Some(Value::Object(members)) => members.iter().map(|(name, _)| name.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Whether some string in `value` has `text` in it.
fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string.contains(text),
        Value::Array(elements) => elements.iter().any(|element| mentions(element, text)),
        Value::Object(members) => members.iter().any(|(_, member)| mentions(member, text)),
        _ => false,
    }
}

fn takes(call: &Call, parameter: usize) -> bool {
    let is = |reference: &Reference| *reference == Reference::Parameter(parameter);
    let holds = |part: &Part<Reference>| matches!(part, Part::Reference(found) if is(found));
    call.when.contains(&parameter)
        || call.path.iter().any(holds)
        || call.query.iter().any(|(_, part): &(String, _)| holds(part))
        || call.body.as_ref().is_some_and(|body| has(body, &is))
}

fn has(body: &Body<Reference>, is: &dyn Fn(&Reference) -> bool) -> bool {
    match body {
        Body::Constant(_) => false,
        Body::Reference(reference) => is(reference),
        Body::Array(elements) => elements.iter().any(|element| has(element, is)),
        Body::Object(members) => members.iter().any(|(_, member)| has(member, is)),
    }
}

fn shows(answer: &Template, parameter: usize) -> bool {
    match answer {
        Template::Parameter(place) => *place == parameter,
        Template::Array(elements) => elements.iter().any(|element| shows(element, parameter)),
        Template::Object(members) => members.iter().any(|(_, member)| shows(member, parameter)),
        _ => false,
    }
}
