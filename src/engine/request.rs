//! Filling in the call of a source.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use super::field::MAX_IN_URL;
use super::state::Phase;
use crate::http::{self, Headers, Request, is_dot_segment, percent_encode};
use crate::json::{Cursor, Kind, decode};
use crate::plan::{Body, Call, Part, Reference};

/// A value for a place in a call.
struct Filling<'a> {
    text: Cow<'a, [u8]>,
    json: &'a [u8],
}

impl<B: http::Body> Engine<'_, B> {
    /// The next request of a source, or why there is none.
    pub(super) fn request(&mut self, place: usize) -> Result<Request, String> {
        let source = self.source(place);
        let given =
            |parameter: &usize| matches!(self.inputs.arguments.get(*parameter), Some(Some(_)));
        let applies = |call: &Call| call.when.iter().all(given);
        let chosen = source.calls.iter().position(applies);
        self.states[place].call = chosen;
        let call = chosen.and_then(|chosen| source.calls.get(chosen));
        let call = call.ok_or("no alternative applies without further parameters")?;
        let service = &self.plan.services[source.service];

        let mut url = service.url.clone();
        let path_at = url.len();
        for part in &call.path {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Reference(reference) => {
                    let text =
                        self.encoded(reference)?.ok_or("a parameter of the path is missing")?;
                    if text.is_empty() {
                        return Err("an empty value cannot stand in a path".into());
                    }
                    url.push_str(&text);
                }
            }
        }
        if url.get(path_at..).unwrap_or_default().split('/').any(is_dot_segment) {
            return Err("`.` and `..` cannot stand in a path".into());
        }
        let mut separator = '?';
        for (name, part) in &call.query {
            let value = match part {
                Part::Text(text) => Some(text.clone()),
                Part::Reference(reference) => self.encoded(reference)?,
            };
            if let Some(value) = value {
                url.push(separator);
                url.push_str(&format!("{name}={value}"));
                separator = '&';
            }
        }

        let mut headers: Headers = service.headers.clone();
        let forwarded =
            self.inputs.headers.iter().filter(|(name, _)| service.forward.contains(name));
        headers.extend(forwarded.cloned());
        if !headers.iter().any(|(name, _)| name == "accept") {
            headers.push(("accept".into(), "application/json".into()));
        }
        let mut body = None;
        if let Some(template) = &call.body {
            headers.push(("content-type".into(), "application/json".into()));
            let mut json = Vec::new();
            if !self.write_body(template, &mut json)? {
                json.extend_from_slice(b"null");
            }
            body = Some(json);
        }
        Ok(Request {
            method: call.method,
            url,
            headers,
            body,
            max_body: source.policy.max_body,
            ignore_body: source.probe,
            memory: self.plan.memory,
        })
    }

    /// Writes a body; false, and nothing written, if it is an absent parameter.
    fn write_body(&self, body: &Body<Reference>, out: &mut Vec<u8>) -> Result<bool, String> {
        match body {
            Body::Constant(json) => out.extend_from_slice(json),
            Body::Reference(reference) => match self.fill(reference)? {
                Some(filling) => out.extend_from_slice(filling.json),
                None => return Ok(false),
            },
            Body::Array(elements) => {
                out.push(b'[');
                for element in elements {
                    self.write_member(b"", element, out)?;
                }
                out.push(b']');
            }
            Body::Object(members) => {
                out.push(b'{');
                for (name, member) in members {
                    self.write_member(name, member, out)?;
                }
                out.push(b'}');
            }
        }
        Ok(true)
    }

    /// Writes a member, or an element if `name` is empty, with what separates it from the last one.
    fn write_member(
        &self,
        name: &[u8],
        member: &Body<Reference>,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let start = out.len();
        if !matches!(out.last(), Some(b'{' | b'[')) {
            out.push(b',');
        }
        if !name.is_empty() {
            out.extend_from_slice(name);
            out.push(b':');
        }
        if !self.write_body(member, out)? {
            out.truncate(start);
        }
        Ok(())
    }

    /// The value that a reference stands for as a URL has it.
    fn encoded(&self, reference: &Reference) -> Result<Option<String>, String> {
        let Some(filling) = self.fill(reference)? else { return Ok(None) };
        if let Reference::Field { source, .. } = reference
            && filling.text.len() > MAX_IN_URL
        {
            let name = &self.source(*source).name;
            return Err(format!("a field of `{name}` is too long for a URL"));
        }
        let mut encoded = String::new();
        percent_encode(&filling.text, &mut encoded);
        Ok(Some(encoded))
    }

    /// The value that a reference stands for; nothing if it is a parameter that was not given.
    fn fill(&self, reference: &Reference) -> Result<Option<Filling<'_>>, String> {
        match *reference {
            Reference::Parameter(place) => {
                let argument = self.inputs.arguments.get(place).and_then(Option::as_ref);
                Ok(argument.map(|argument| Filling {
                    text: Cow::Borrowed(argument.text.as_bytes()),
                    json: &argument.json,
                }))
            }
            Reference::Field { source, slot } => {
                let name = &self.source(source).name;
                let missing = || format!("a field of `{name}` that it needs is missing");
                let Phase::Settled(settled) = &self.states[source].phase else {
                    return Err(missing());
                };
                let field = settled.fields.iter().find(|field| field.slot == slot);
                let json = field.ok_or_else(missing)?.json.as_slice();
                let text = match Cursor::new(json).kind().map_err(|_| missing())? {
                    Kind::String => decode(json.get(1..json.len() - 1).unwrap_or_default()),
                    Kind::Number | Kind::Boolean => Cow::Borrowed(json),
                    Kind::Null => return Err(missing()),
                    kind => return Err(format!("a field of `{name}` that it needs is {kind}")),
                };
                Ok(Some(Filling { text, json }))
            }
        }
    }
}
