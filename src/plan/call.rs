//! Calls: the request that a source makes, with places for parameters and for fields of other
//! sources.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::Result;
use super::node::{Node, Object};
use crate::http::{Method, is_path};
use crate::json::{Path, Slot, Value, write_string, write_value};

/// What fills a place in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A parameter of the endpoint, by its place.
    Parameter(usize),
    /// A single value of another source's body.
    Field {
        /// The source's place in the endpoint.
        source: usize,
        /// The value's place in the source's program.
        slot: Slot,
    },
}

/// A reference as the plan writes it, before it is known for which endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Parameter(String),
    Field(String, Path),
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<R> {
    /// Stands as it is.
    Text(String),
    /// Is filled in, percent-encoded.
    Reference(R),
}

/// A JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<R> {
    /// JSON as it is sent.
    Constant(Vec<u8>),
    /// An object; members whose reference is absent are left out. Names are written as JSON.
    Object(Vec<(Vec<u8>, Body<R>)>),
    /// An array; elements whose reference is absent are left out.
    Array(Vec<Body<R>>),
    /// A value as it was given.
    Reference(R),
}

/// A request with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<R = Reference> {
    /// Parameters that must be given for this call to be the one that is made.
    pub when: Vec<usize>,
    /// The method.
    pub method: Method,
    /// What follows the service's URL.
    pub path: Vec<Part<R>>,
    /// The query; pairs whose reference is absent are left out. Names are encoded.
    pub query: Vec<(String, Part<R>)>,
    /// The body.
    pub body: Option<Body<R>>,
    /// Whether sending it twice does no harm.
    pub repeatable: bool,
    /// Whether the reply becomes the only element of an array.
    pub wrap: bool,
    /// Statuses by which the service says that there is no data.
    pub empty_on: Vec<u16>,
}

/// A call before it is known for which endpoint.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) when: Vec<String>,
    pub(super) has_path: bool,
    repeatable: Option<bool>,
    pub(super) call: Call<Name>,
}

impl Draft {
    pub(super) const KEYS: [&'static str; 7] =
        ["method", "path", "query", "body", "repeatable", "wrap", "empty_on"];

    pub(super) fn new() -> Self {
        let call = Call {
            when: Vec::new(),
            method: Method::Get,
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            repeatable: true,
            wrap: false,
            empty_on: Vec::new(),
        };
        Self { when: Vec::new(), has_path: false, repeatable: None, call }
    }

    pub(super) fn health() -> Self {
        let mut draft = Self::new();
        draft.call.path = Vec::from([Part::Text("/".into())]);
        draft.call.empty_on = Vec::from([401, 403]);
        draft
    }

    pub(super) fn adjusted_health(mut self, object: Object<'_>) -> Result<Self> {
        let healthy_on = object.get("healthy_on").map(read_statuses).transpose()?;
        self = self.adjusted(object)?;
        self.call.empty_on = healthy_on.unwrap_or(self.call.empty_on);
        let constant = |body: &Body<Name>| matches!(body, Body::Constant(_));
        let text = |part: &Part<Name>| matches!(part, Part::Text(_));
        if !self.call.body.iter().all(constant) || !self.call.path.iter().all(text) {
            return Err(object.node().wrong("a request without parameters"));
        }
        Ok(self)
    }

    /// This call with what `object` says otherwise.
    pub(super) fn adjusted(mut self, object: Object<'_>) -> Result<Self> {
        if let Some(node) = object.get("method") {
            self.call.method = node.word(&Method::ALL.map(|method| (method.as_str(), method)))?;
        }
        if let Some(node) = object.get("path") {
            self.call.path = read_path(node)?;
            self.has_path = true;
        }
        if let Some(node) = object.get("query") {
            self.call.query = read_query(node)?;
        }
        if let Some(node) = object.get("body") {
            self.call.body = Some(read_body(node)?);
        }
        if let Some(node) = object.get("wrap") {
            self.call.wrap = node.boolean()?;
        }
        if let Some(node) = object.get("empty_on") {
            self.call.empty_on = read_statuses(node)?;
        }
        if let Some(node) = object.get("repeatable") {
            self.repeatable = Some(node.boolean()?);
        }
        self.call.repeatable = self.repeatable.unwrap_or(self.call.method.is_safe());
        if self.call.method.is_safe() && self.call.body.is_some() {
            let found = format_args!("a `body` with the method `{}`", self.call.method);
            return Err(object.node().found(found, "another method, or no `body`"));
        }
        Ok(self)
    }
}

fn read_statuses(node: Node<'_>) -> Result<Vec<u16>> {
    node.elements()?.map(|node| node.integer(200..=599)).collect()
}

fn read_path(node: Node<'_>) -> Result<Vec<Part<Name>>> {
    let text = node.string()?;
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| node.wrong("`}` after `{`"))?;
        if !before.is_empty() {
            parts.push(Part::Text(before.into()));
        }
        plain.push_str(before);
        // Something harmless stands for what will be filled in.
        plain.push('x');
        parts.push(Part::Reference(read_reference(name, node)?));
        rest = after;
    }
    plain.push_str(rest);
    if !rest.is_empty() {
        parts.push(Part::Text(rest.into()));
    }
    if !plain.starts_with('/') || !is_path(&plain) {
        return Err(node.wrong(
            "a path such as `/orders/{id}`, its characters percent-encoded, the query in `query`",
        ));
    }
    Ok(parts)
}

/// `name` for a parameter, `source#/pointer` for a field of another source.
fn read_reference(text: &str, node: Node<'_>) -> Result<Name> {
    match text.split_once('#') {
        None => {
            node.check_name(text)?;
            Ok(Name::Parameter(text.into()))
        }
        Some((source, pointer)) => {
            let path = node.parse_path(pointer)?;
            if !path.is_single() {
                return Err(node.wrong("a path without `[*]` after `#`"));
            }
            Ok(Name::Field(source.into(), path))
        }
    }
}

fn read_query(node: Node<'_>) -> Result<Vec<(String, Part<Name>)>> {
    let mut query = Vec::new();
    for (name, node) in node.members()? {
        let mut encoded = String::new();
        crate::http::percent_encode(name.as_bytes(), &mut encoded);
        let part = match node.value {
            Value::String(text) | Value::Number(text) => {
                let mut encoded = String::new();
                crate::http::percent_encode(text.as_bytes(), &mut encoded);
                Part::Text(encoded)
            }
            Value::Boolean(value) => Part::Text(format!("{value}")),
            _ => Part::Reference(reference(node)?.ok_or_else(|| {
                node.wrong(
                    "a string, a number, a boolean, `{\"$parameter\": …}` or `{\"$field\": …}`",
                )
            })?),
        };
        query.push((encoded, part));
    }
    Ok(query)
}

fn read_body(node: Node<'_>) -> Result<Body<Name>> {
    if let Some(reference) = reference(node)? {
        return Ok(Body::Reference(reference));
    }
    let mut json = Vec::new();
    match node.value {
        Value::Array(_) => {
            let elements = node.elements()?.map(read_body).collect::<Result<Vec<_>>>()?;
            if elements.iter().any(|element| !matches!(element, Body::Constant(_))) {
                return Ok(Body::Array(elements));
            }
        }
        Value::Object(_) => {
            let mut members = Vec::new();
            for (name, node) in node.members()? {
                let mut quoted = Vec::new();
                write_string(name, &mut quoted);
                members.push((quoted, read_body(node)?));
            }
            if members.iter().any(|(_, member)| !matches!(member, Body::Constant(_))) {
                return Ok(Body::Object(members));
            }
        }
        _ => {}
    }
    write_value(node.value, &mut json);
    Ok(Body::Constant(json))
}

/// The reference that an object with a key beginning with `$` is.
fn reference(node: Node<'_>) -> Result<Option<Name>> {
    let Value::Object(members) = node.value else { return Ok(None) };
    if !members.iter().any(|(name, _)| name.starts_with('$')) {
        return Ok(None);
    }
    let object = node.object(&["$parameter", "$field", "path"])?;
    if let Some(name) = object.get("$parameter") {
        let object = node.object(&["$parameter"])?;
        let text = name.string()?;
        object.node().check_name(text)?;
        return Ok(Some(Name::Parameter(text.into())));
    }
    let source = object.require("$field")?.string()?;
    let path = object.require("path")?.single_path()?;
    Ok(Some(Name::Field(source.into(), path)))
}

/// Which part of a call a reference stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The path, which cannot do without it.
    Path,
    Query,
    Body,
}

impl<R> Call<R> {
    /// Every reference of the call, and where it stands.
    pub(super) fn references(&self) -> Vec<(&R, Place)> {
        fn of_part<R>(part: &Part<R>) -> Option<&R> {
            if let Part::Reference(name) = part { Some(name) } else { None }
        }
        let mut found = Vec::new();
        found.extend(self.path.iter().filter_map(of_part).map(|name| (name, Place::Path)));
        found.extend(
            self.query
                .iter()
                .filter_map(|(_, part)| of_part(part))
                .map(|name| (name, Place::Query)),
        );
        if let Some(body) = &self.body {
            collect(body, &mut found);
        }
        found
    }
}

impl Call<Name> {
    /// The call with every reference resolved; a reference without a counterpart is left out, which
    /// only those may be that the call can do without.
    pub(super) fn resolve(
        &self,
        when: Vec<usize>,
        find: &mut dyn FnMut(&Name) -> Option<Reference>,
    ) -> Call {
        let mut part = |part: &Part<Name>| match part {
            Part::Text(text) => Some(Part::Text(text.clone())),
            Part::Reference(name) => find(name).map(Part::Reference),
        };
        let path = self.path.iter().filter_map(&mut part).collect();
        let query = self.query.iter();
        let query = query.filter_map(|(name, value)| Some((name.clone(), part(value)?))).collect();
        Call {
            when,
            method: self.method,
            path,
            query,
            body: self.body.as_ref().and_then(|body| resolve(body, find)),
            repeatable: self.repeatable,
            wrap: self.wrap,
            empty_on: self.empty_on.clone(),
        }
    }
}

fn collect<'b, R>(body: &'b Body<R>, found: &mut Vec<(&'b R, Place)>) {
    match body {
        Body::Constant(_) => {}
        Body::Reference(name) => found.push((name, Place::Body)),
        Body::Array(elements) => elements.iter().for_each(|element| collect(element, found)),
        Body::Object(members) => members.iter().for_each(|(_, member)| collect(member, found)),
    }
}

fn resolve(
    body: &Body<Name>,
    find: &mut dyn FnMut(&Name) -> Option<Reference>,
) -> Option<Body<Reference>> {
    Some(match body {
        Body::Constant(json) => Body::Constant(json.clone()),
        Body::Reference(name) => Body::Reference(find(name)?),
        Body::Array(elements) => {
            Body::Array(elements.iter().filter_map(|element| resolve(element, find)).collect())
        }
        Body::Object(members) => {
            let member =
                |(name, member): &(Vec<u8>, _)| Some((name.clone(), resolve(member, find)?));
            Body::Object(members.iter().filter_map(member).collect())
        }
    })
}
