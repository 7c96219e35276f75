//! Compiling the declared shape of an answer.
//!
//! An object with a key that begins with `$` is an operation; everything else stands for itself.

use alloc::string::String;
use alloc::vec::Vec;

use super::error::Result;
use super::node::{Node, Object, choices};
use super::parameter::Parameter;
use super::reduce;
use super::service::Service;
use super::source::SourceDraft;
use crate::answer::{Join, Label, Recipe, Reduction, Template};
use crate::json::{EachId, Kind, Path, Value};

/// Operations whose operand names a source.
const OF_SOURCES: [&str; 10] =
    ["$source", "$length", "$sum", "$mean", "$min", "$max", "$first", "$group", "$top", "$trend"];
const OTHERS: [&str; 7] =
    ["$statuses", "$reports", "$health", "$snapshot", "$parameter", "$time", "$constant"];

/// What an answer may speak of.
pub(super) struct Scope<'a> {
    pub(super) parameters: &'a [Parameter],
    pub(super) services: &'a [Service],
    pub(super) sources: &'a [&'a SourceDraft<'a>],
    /// Every source of the plan, to say what may be meant.
    pub(super) drafts: &'a [SourceDraft<'a>],
    /// One for each source.
    pub(super) recipes: &'a mut [Recipe],
    /// The probe of each service, if the answer asks for their health.
    pub(super) probes: &'a [usize],
}

/// Places among `drafts` of the sources that an answer names, in any operation; names that are no
/// source are found wrong when the answer is compiled.
pub(super) fn named_sources(value: &Value, drafts: &[SourceDraft<'_>], found: &mut Vec<usize>) {
    match value {
        Value::Array(elements) => {
            elements.iter().for_each(|element| named_sources(element, drafts, found));
        }
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text)
                        if OF_SOURCES.contains(&name.as_str()) || name == "$join" =>
                    {
                        found.extend(drafts.iter().position(|draft| draft.name == *text));
                    }
                    // Nothing in a constant is an operation.
                    _ if name == "$constant" => {}
                    _ => named_sources(member, drafts, found),
                }
            }
        }
        _ => {}
    }
}

/// Whether an answer asks for the health of the services.
pub(super) fn asks_health(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(asks_health),
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name == "$health" || name != "$constant" && asks_health(member)),
        _ => false,
    }
}

/// Compiles one value of an answer; recursion is bounded by the depth of the plan.
pub(super) fn compile(node: Node<'_>, scope: &mut Scope<'_>) -> Result<Template> {
    match node.value {
        Value::Object(members) if members.iter().any(|(name, _)| name.starts_with('$')) => {
            operation(node, scope)
        }
        Value::Object(_) => {
            let members = node.members()?;
            let compiled =
                members.map(|(name, node)| Ok((Label::new(name), compile(node, scope)?)));
            Ok(Template::Object(compiled.collect::<Result<_>>()?))
        }
        Value::Array(_) => {
            let compiled = node.elements()?.map(|node| compile(node, scope));
            Ok(Template::Array(compiled.collect::<Result<_>>()?))
        }
        value => Ok(Template::Constant(value.to_json())),
    }
}

fn operation(node: Node<'_>, scope: &mut Scope<'_>) -> Result<Template> {
    let (name, operand) = operator(node, &[&OF_SOURCES[..], &OTHERS].concat())?;
    match name {
        "$constant" => {
            node.object(&["$constant"])?;
            Ok(Template::Constant(operand.value.to_json()))
        }
        "$time" => {
            node.object(&["$time"])?;
            operand.word(&[("iso8601", ())])?;
            Ok(Template::Time)
        }
        "$parameter" => {
            node.object(&["$parameter"])?;
            let wanted = operand.string()?;
            let place = scope.parameters.iter().position(|parameter| parameter.name == wanted);
            place.map(Template::Parameter).ok_or_else(|| {
                let names: Vec<_> = scope.parameters.iter().map(|p| p.name.as_str()).collect();
                operand.wrong(format_args!(
                    "a parameter of this endpoint: {}",
                    choices(wanted, &names)
                ))
            })
        }
        "$statuses" | "$reports" => {
            node.object(&[name])?;
            let named = scope.by(operand)?;
            let statuses = name == "$statuses";
            Ok(if statuses { Template::Statuses(named) } else { Template::Reports(named) })
        }
        "$health" => {
            node.object(&["$health"])?;
            operand.word(&[("all", ())])?;
            let services = scope.services.iter().map(|service| service.name.clone());
            Ok(Template::Health(services.zip(scope.probes.iter().copied()).collect()))
        }
        "$snapshot" => {
            node.object(&["$snapshot"])?;
            operand.word(&[("health", ())])?;
            Ok(Template::Snapshot)
        }
        "$source" => {
            let object = node.object(&["$source", "path", "default"])?;
            let source = scope.source(operand)?;
            let path = object.get("path").map(Node::single_path).transpose()?;
            let slot = path.map(|path| scope.recipes[source].program.value(&path));
            Ok(Template::Body { source, slot, default: default_of(object.get("default"))? })
        }
        "$length" => {
            let object = node.object(&["$length", "path"])?;
            let source = scope.source(operand)?;
            let path = object.get("path").map_or(Ok(Path::default()), Node::single_path)?;
            Ok(Template::Count { source, slot: scope.recipes[source].program.count(&path) })
        }
        _ => {
            let source = scope.source(operand)?;
            let (each, reduction) = match name {
                "$group" => reduce::group(node, source, scope)?,
                "$top" => reduce::top(node, source, scope)?,
                "$trend" => reduce::trend(node, source, scope)?,
                _ => reduce::fold_all(name, node, source, scope)?,
            };
            let reduction = scope.recipes[source].reduce(each, reduction);
            let default = node.members()?.find(|(name, _)| *name == "default");
            let default = default_of(default.map(|(_, node)| node))?;
            Ok(Template::Reduced { source, reduction, default })
        }
    }
}

/// The one key that begins with `$` and what stands there.
pub(super) fn operator<'a>(node: Node<'a>, known: &[&'a str]) -> Result<(&'a str, Node<'a>)> {
    let none = || node.wrong(format_args!("an operation: {}", choices("", known)));
    if node.value.kind() != Kind::Object {
        return Err(none());
    }
    let mut operators = node.members()?.filter(|(name, _)| name.starts_with('$'));
    let (name, operand) = operators.next().ok_or_else(none)?;
    if let Some(second) = operators.next() {
        let found = format_args!("the operation `{}` beside `{name}`", second.0);
        return Err(second.1.found(found, "one key that begins with `$`"));
    }
    if known.contains(&name) {
        Ok((name, operand))
    } else {
        Err(operand.found(format_args!("the operation `{name}`"), choices(name, known)))
    }
}

/// The `default` of an operation, as JSON.
pub(super) fn default_of(node: Option<Node<'_>>) -> Result<Vec<u8>> {
    let Some(node) = node else { return Ok(b"null".to_vec()) };
    match node.value {
        Value::Object(members) if members.iter().any(|(name, _)| name.starts_with('$')) => {
            Err(node.wrong("a value that stands for itself, no operation"))
        }
        value => Ok(value.to_json()),
    }
}

impl Scope<'_> {
    /// The place of the source that `node` names.
    pub(super) fn source(&self, node: Node<'_>) -> Result<usize> {
        let wanted = node.string()?;
        self.sources.iter().position(|source| source.name == wanted).ok_or_else(|| {
            let names: Vec<_> = self.drafts.iter().map(|draft| draft.name.as_str()).collect();
            node.wrong(format_args!("a source of this plan: {}", choices(wanted, &names)))
        })
    }

    /// The array that the records of an operation come from.
    pub(super) fn each(&mut self, object: Object<'_>, source: usize) -> Result<EachId> {
        let path = match object.get("each") {
            None => Path::default(),
            Some(node) => {
                let path = node.path()?;
                let array = if path.is_single() { Some(path) } else { path.array() };
                array.ok_or_else(|| {
                    node.wrong("the path of an array, with or without `[*]` at its end")
                })?
            }
        };
        Ok(self.recipes[source].program.each(&path))
    }

    /// The value of another source's record, looked up by `on`.
    pub(super) fn join(&mut self, object: Object<'_>) -> Result<Join> {
        let source = self.source(object.require("$join")?)?;
        let each = self.each(object, source)?;
        let on = object.require("on")?.single_path()?;
        let value = object.require("value")?.single_path()?;
        let recipe = &mut self.recipes[source];
        let index = reduce::index(&mut recipe.program, each, &on, &value);
        let reduction = recipe.reduce(each, Reduction::Index(index));
        Ok(Join { source, reduction, default: default_of(object.get("default"))? })
    }

    /// Sources with the names that reports of them go by.
    fn by(&self, operand: Node<'_>) -> Result<Vec<(String, usize)>> {
        let by_service = operand.word(&[("service", true), ("source", false)])?;
        let mut named: Vec<(String, usize)> = Vec::new();
        for (place, source) in self.sources.iter().enumerate() {
            let name = if by_service {
                self.services.get(source.service).map_or("", |service| &service.name)
            } else {
                &source.name
            };
            if let Some((_, other)) = named.iter().find(|(known, _)| known == name) {
                let found = format_args!(
                    "`service`, which `{}` and `{}` have in common",
                    self.sources[*other].name, source.name
                );
                return Err(operand.found(found, "`source`, so that names differ"));
            }
            named.push((name.into(), place));
        }
        Ok(named)
    }
}
