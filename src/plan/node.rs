//! Reading the tree of a plan with errors that say where.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;
use core::ops::RangeInclusive;
use core::slice;

use super::error::{Mistake, PlanError, Result};
use crate::json::{Path, Value, finite, quote_member};

/// A value of the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    /// The whole plan. An error looks the value up in it to say where it stands, so that reading
    /// what is right makes no paths.
    plan: &'a Value,
}

/// An object of the plan whose keys are all known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object<'a> {
    node: Node<'a>,
}

/// The members of an object, in order.
pub(super) struct Members<'a> {
    plan: &'a Value,
    rest: slice::Iter<'a, (String, Value)>,
}

/// The elements of an array, in order.
pub(super) struct Elements<'a> {
    plan: &'a Value,
    rest: slice::Iter<'a, Value>,
}

impl<'a> Node<'a> {
    pub(super) fn root(plan: &'a Value) -> Self {
        Self { value: plan, plan }
    }

    /// This value is not `expected`.
    pub(super) fn wrong(self, expected: impl Display) -> Mistake {
        self.mistake(None, &expected)
    }

    /// What stands here, in words, is not `expected`.
    pub(super) fn found(self, found: impl Display, expected: impl Display) -> Mistake {
        self.mistake(Some(&found), &expected)
    }

    /// The one place where mistakes are put into words, so that each of the many is a short call.
    #[cold]
    #[inline(never)]
    fn mistake(self, found: Option<&dyn Display>, expected: &dyn Display) -> Mistake {
        let found = match found {
            Some(found) => found.to_string(),
            None => {
                let json = String::from_utf8_lossy(&self.value.to_json()).into_owned();
                format!("`{}`", shorten(&json))
            }
        };
        Mistake::new(PlanError { path: self.place(), found, expected: expected.to_string() })
    }

    /// Where this value stands, as a JSONPath.
    fn place(self) -> String {
        trace(self.plan, self.value, "$".into()).unwrap_or_default()
    }

    /// The first member of that name, if this is an object that has one.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        Some(Self { value: self.value.member(name)?, ..self })
    }

    /// The members of an object, in order.
    pub(super) fn members(self) -> Result<Members<'a>> {
        let Value::Object(members) = self.value else { return Err(self.wrong("an object")) };
        for (index, (name, value)) in members.iter().enumerate() {
            if members.iter().take(index).any(|(other, _)| other == name) {
                let node = Node { value, ..self };
                return Err(node.found(format_args!("the key `{name}` twice"), "each key once"));
            }
        }
        Ok(Members { plan: self.plan, rest: members.iter() })
    }

    /// An object that has no other keys than `known`.
    pub(super) fn object(self, known: &[&str]) -> Result<Object<'a>> {
        for (name, node) in self.members()? {
            if !known.contains(&name) {
                return Err(node.found(format_args!("the key `{name}`"), choices(name, known)));
            }
        }
        Ok(Object { node: self })
    }

    pub(super) fn elements(self) -> Result<Elements<'a>> {
        let Value::Array(elements) = self.value else { return Err(self.wrong("an array")) };
        Ok(Elements { plan: self.plan, rest: elements.iter() })
    }

    pub(super) fn string(self) -> Result<&'a str> {
        self.text().ok_or_else(|| self.wrong("a string"))
    }

    pub(super) fn strings(self) -> Result<Vec<&'a str>> {
        self.elements()?.map(Node::string).collect()
    }

    pub(super) fn boolean(self) -> Result<bool> {
        match self.value {
            Value::Boolean(value) => Ok(*value),
            _ => Err(self.wrong("`true` or `false`")),
        }
    }

    pub(super) fn integer<T: TryFrom<i128>>(self, range: RangeInclusive<i128>) -> Result<T> {
        let number = self.whole(*range.start(), *range.end())?;
        // A range has no more than the type that is asked for.
        T::try_from(number).map_err(|_| self.wrong("a smaller number"))
    }

    fn whole(self, least: i128, most: i128) -> Result<i128> {
        let number = match self.value {
            // What cannot be negative is not written so, not even 0.
            Value::Number(raw) if least < 0 || !raw.starts_with('-') => raw.parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.wrong(format_args!("an integer from {least} to {most}")))
    }

    pub(super) fn number(self) -> Result<f64> {
        self.double().ok_or_else(|| self.wrong("a number"))
    }

    /// The double nearest to a number.
    pub(super) fn double(self) -> Option<f64> {
        match self.value {
            Value::Number(raw) => finite(raw.as_bytes()),
            _ => None,
        }
    }

    pub(super) fn path(self) -> Result<Path> {
        self.parse_path(self.string()?)
    }

    /// The path that `text`, here or a part of what is here, stands for.
    pub(super) fn parse_path(self, text: &str) -> Result<Path> {
        // A member of that name is written `$['items[*]']`.
        if text.starts_with('/') && text.contains("[*]") {
            return Err(self.wrong("`[*]` only in a JSONPath, such as `$.items[*]`"));
        }
        Path::parse(text).map_err(|expected| self.wrong(expected))
    }

    /// A path to one place.
    pub(super) fn single_path(self) -> Result<Path> {
        let path = self.path()?;
        if path.is_single() { Ok(path) } else { Err(self.wrong("a path without `[*]`")) }
    }

    /// An identifier as services, sources and parameters have.
    pub(super) fn check_name(self, name: &str) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.len() <= 64
            && name.chars().all(plain)
        {
            Ok(())
        } else {
            let expected = "a letter, then letters, digits, `_` or `-`, 64 characters at most";
            let found = format!("the name `{}`", shorten(name));
            Err(self.found(if name.is_empty() { "an empty name" } else { &found }, expected))
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(self, words: &[(&str, T)]) -> Result<T> {
        let text = self.text().unwrap_or_default();
        let known = words.iter().find(|(name, _)| *name == text);
        known.map(|(_, word)| *word).ok_or_else(|| {
            let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
            self.wrong(choices(text, &names))
        })
    }

    /// The text of a string.
    pub(super) fn text(self) -> Option<&'a str> {
        if let Value::String(text) = self.value { Some(text) } else { None }
    }
}

impl<'a> Object<'a> {
    pub(super) fn get(self, name: &str) -> Option<Node<'a>> {
        self.node.member(name)
    }

    pub(super) fn require(self, name: &str) -> Result<Node<'a>> {
        self.get(name).ok_or_else(|| {
            self.node.found(format_args!("no key `{name}`"), "an object that has one")
        })
    }

    /// The members of the object at a key, none if it is not there.
    pub(super) fn members(self, name: &str) -> Result<Members<'a>> {
        let none = Members { plan: self.node.plan, rest: [].iter() };
        self.get(name).map_or(Ok(none), Node::members)
    }

    /// The elements of the array at a key, none if it is not there.
    pub(super) fn elements(self, name: &str) -> Result<Elements<'a>> {
        let none = Elements { plan: self.node.plan, rest: [].iter() };
        self.get(name).map_or(Ok(none), Node::elements)
    }

    /// The string at a key.
    pub(super) fn string(self, name: &str) -> Result<Option<&'a str>> {
        self.get(name).map(Node::string).transpose()
    }

    pub(super) fn node(self) -> Node<'a> {
        self.node
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.rest.next()?;
        Some((name, Node { value, plan: self.plan }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rest.size_hint()
    }
}

impl ExactSizeIterator for Members<'_> {}

impl<'a> Iterator for Elements<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        Some(Node { value: self.rest.next()?, plan: self.plan })
    }
}

/// The path of the very value `wanted`, if it is `value` or in it, where `place` is that of `value`.
/// The depth of a plan bounds the recursion.
fn trace(value: &Value, wanted: &Value, place: String) -> Option<String> {
    if core::ptr::eq(value, wanted) {
        return Some(place);
    }
    match value {
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .find_map(|(index, element)| trace(element, wanted, format!("{place}[{index}]"))),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| trace(member, wanted, quote_member(&place, name))),
        _ => None,
    }
}

/// The choices, in words, with the one that was probably meant.
pub(super) fn choices(given: &str, known: &[&str]) -> String {
    let list: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    let all = match list.as_slice() {
        [] => return "there is none".into(),
        [only] => only.clone(),
        [head @ .., last] => format!("one of {} or {last}", head.join(", ")),
    };
    let close = known.iter().map(|name| (distance(given, name), name)).min();
    match close {
        Some((distance, name))
            if known.len() > 1 && !given.is_empty() && distance <= 1 + name.len() / 4 =>
        {
            format!("{all}; did you mean `{name}`?")
        }
        _ => all,
    }
}

/// Levenshtein's distance, for short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.into(),
    }
}
