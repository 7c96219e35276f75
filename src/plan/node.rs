//! Reading the tree of a plan with errors that say where.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;
use core::ops::RangeInclusive;

use super::error::{PlanError, Result};
use crate::json::{Path, Value, quote_member};

/// A value of the plan and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) path: String,
}

/// An object of the plan whose keys are all known.
#[derive(Debug)]
pub(super) struct Object<'a> {
    node: Node<'a>,
    members: Vec<(&'a str, Node<'a>)>,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, path: "$".into() }
    }

    /// This value is not `expected`.
    pub(super) fn wrong(&self, expected: impl Display) -> PlanError {
        let json = String::from_utf8_lossy(&self.value.to_json()).into_owned();
        self.found(format!("`{}`", shorten(&json)), expected)
    }

    /// What stands here, in words, is not `expected`.
    pub(super) fn found(&self, found: impl Display, expected: impl Display) -> PlanError {
        let (found, expected) = (found.to_string(), expected.to_string());
        PlanError { path: self.path.clone(), found, expected }
    }

    /// The members of an object, in order.
    pub(super) fn members(&self) -> Result<Vec<(&'a str, Node<'a>)>> {
        let Value::Object(members) = self.value else { return Err(self.wrong("an object")) };
        let mut nodes: Vec<(&str, Node<'_>)> = Vec::with_capacity(members.len());
        for (name, value) in members {
            let node = Node { value, path: quote_member(&self.path, name) };
            if nodes.iter().any(|(other, _)| other == name) {
                return Err(node.found(format!("the key `{name}` twice"), "each key once"));
            }
            nodes.push((name, node));
        }
        Ok(nodes)
    }

    /// An object that has no other keys than `known`.
    pub(super) fn object(&self, known: &[&str]) -> Result<Object<'a>> {
        let members = self.members()?;
        match members.iter().find(|(name, _)| !known.contains(name)) {
            Some((name, node)) => {
                Err(node.found(format!("the key `{name}`"), choices(name, known)))
            }
            None => Ok(Object { node: self.clone(), members }),
        }
    }

    pub(super) fn elements(&self) -> Result<Vec<Node<'a>>> {
        let Value::Array(elements) = self.value else { return Err(self.wrong("an array")) };
        let node = |(index, value)| Node { value, path: format!("{}[{index}]", self.path) };
        Ok(elements.iter().enumerate().map(node).collect())
    }

    pub(super) fn string(&self) -> Result<&'a str> {
        match self.value {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong("a string")),
        }
    }

    pub(super) fn strings(&self) -> Result<Vec<&'a str>> {
        self.elements()?.iter().map(Node::string).collect()
    }

    pub(super) fn boolean(&self) -> Result<bool> {
        match self.value {
            Value::Boolean(value) => Ok(*value),
            _ => Err(self.wrong("`true` or `false`")),
        }
    }

    pub(super) fn integer<T>(&self, range: RangeInclusive<T>) -> Result<T>
    where
        T: core::str::FromStr + PartialOrd + Display,
    {
        let number = match self.value {
            Value::Number(raw) => raw.parse().ok().filter(|number| range.contains(number)),
            _ => None,
        };
        let expected = || format!("an integer from {} to {}", range.start(), range.end());
        number.ok_or_else(|| self.wrong(expected()))
    }

    pub(super) fn number(&self) -> Result<f64> {
        let number = match self.value {
            Value::Number(raw) => raw.parse::<f64>().ok().filter(|number| number.is_finite()),
            _ => None,
        };
        number.ok_or_else(|| self.wrong("a number"))
    }

    pub(super) fn path(&self) -> Result<Path> {
        self.parse_path(self.string()?)
    }

    /// The path that `text`, here or a part of what is here, stands for.
    pub(super) fn parse_path(&self, text: &str) -> Result<Path> {
        // A member of that name is written `$['items[*]']`.
        if text.starts_with('/') && text.contains("[*]") {
            return Err(self.wrong("`[*]` only in a JSONPath, such as `$.items[*]`"));
        }
        Path::parse(text).map_err(|expected| self.wrong(expected))
    }

    /// A path to one place.
    pub(super) fn single_path(&self) -> Result<Path> {
        let path = self.path()?;
        if path.is_single() { Ok(path) } else { Err(self.wrong("a path without `[*]`")) }
    }

    /// An identifier as services, sources and parameters have.
    pub(super) fn check_name(&self, name: &str) -> Result<()> {
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
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T> {
        let text = self.string().unwrap_or_default();
        let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
        let known = words.iter().find(|(name, _)| *name == text);
        known.map(|(_, word)| *word).ok_or_else(|| self.wrong(choices(text, &names)))
    }
}

impl<'a> Object<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.members.iter().find(|(n, _)| *n == name).map(|(_, node)| node)
    }

    pub(super) fn require(&self, name: &str) -> Result<&Node<'a>> {
        self.get(name)
            .ok_or_else(|| self.node.found(format!("no key `{name}`"), "an object that has one"))
    }

    pub(super) fn node(&self) -> &Node<'a> {
        &self.node
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
