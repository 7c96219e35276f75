//! Variables: values of a plan that the environment may set.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

use super::error::{Mistake, Result};
use super::node::{Node, Object, choices, shorten};
use crate::json::Value;
use crate::time::{Duration, parse_duration};

/// The variables of a plan with their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(Vec<(String, Option<String>)>);

/// A string of the plan with its variables filled in.
pub(super) struct Expanded<'a> {
    node: Node<'a>,
    pub(super) text: String,
}

impl Variables {
    /// Reads the plan's `variables`, each name with its default or `null` for none; `environment`
    /// goes before the default unless it is empty.
    pub(super) fn read(
        object: Object<'_>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let mut variables = Vec::new();
        for (name, node) in object.members("variables")? {
            let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(plain) {
                let expected = "capital letters, digits and `_`, as environment variables have";
                return Err(node.found(format_args!("the name `{name}`"), expected));
            }
            let default = match node.value {
                Value::Null => None,
                Value::String(text) | Value::Number(text) => Some(text.clone()),
                Value::Boolean(value) => Some(value.to_string()),
                _ => return Err(node.wrong("a string, a number, a boolean or `null`")),
            };
            let set = environment(name).filter(|value| !value.is_empty());
            variables.push((name.into(), set.or(default)));
        }
        Ok(Self(variables))
    }

    /// Fills in every `${NAME}` of a string; a number stands for its digits.
    pub(super) fn expand<'a>(&self, node: Node<'a>) -> Result<Expanded<'a>> {
        let template = match node.value {
            Value::String(text) | Value::Number(text) => text,
            _ => return Err(node.wrong("a string")),
        };
        let mut text = String::new();
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(node.wrong("`}` after `${`"));
            };
            text.push_str(self.value(name, node)?);
            rest = after;
        }
        text.push_str(rest);
        Ok(Expanded { node, text })
    }

    /// Refuses a variable in a string that is taken as it stands, at any depth.
    pub(super) fn refuse(&self, node: Node<'_>) -> Result<()> {
        match node.value {
            Value::String(text) => {
                let used = |(name, _): &&(String, _)| text.contains(&format!("${{{name}}}"));
                self.0.iter().find(used).map_or(Ok(()), |(name, _)| {
                    let found = format_args!("the variable `{name}` where none is filled in");
                    Err(node.found(found, "variables only in services, time limits and `cors`"))
                })
            }
            Value::Array(_) => node.elements()?.try_for_each(|node| self.refuse(node)),
            Value::Object(_) => node.members()?.try_for_each(|(_, node)| self.refuse(node)),
            _ => Ok(()),
        }
    }

    fn value(&self, name: &str, node: Node<'_>) -> Result<&str> {
        match self.0.iter().find(|(known, _)| known == name) {
            Some((_, Some(value))) => Ok(value),
            Some((_, None)) => Err(node.found(
                format_args!("the variable `{name}`, which has no default and is not set"),
                "a value for it in the environment",
            )),
            None => {
                let names: Vec<_> = self.0.iter().map(|(name, _)| name.as_str()).collect();
                let known = choices(name, &names);
                let expected = format_args!("a variable that the plan declares: {known}");
                Err(node.found(format_args!("the variable `{name}`"), expected))
            }
        }
    }

    /// A duration above zero.
    pub(super) fn duration(&self, node: Node<'_>) -> Result<Duration> {
        let expanded = self.expand(node)?;
        let duration = parse_duration(&expanded.text).filter(|duration| !duration.is_zero());
        duration.ok_or_else(|| {
            expanded
                .wrong("a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`")
        })
    }

    /// A duration that may be zero.
    pub(super) fn delay(&self, node: Node<'_>) -> Result<Duration> {
        let expanded = self.expand(node)?;
        parse_duration(&expanded.text).ok_or_else(|| {
            expanded.wrong("a duration of up to a day, such as `0s`, `250ms` or `1.5s`")
        })
    }

    /// Reads a duration above zero into `into`, if `object` has one at `name`.
    pub(super) fn set_duration(
        &self,
        object: Object<'_>,
        name: &str,
        into: &mut Duration,
    ) -> Result<()> {
        if let Some(node) = object.get(name) {
            *into = self.duration(node)?;
        }
        Ok(())
    }

    /// Reads a duration that may be zero into `into`, if `object` has one at `name`.
    pub(super) fn set_delay(
        &self,
        object: Object<'_>,
        name: &str,
        into: &mut Duration,
    ) -> Result<()> {
        if let Some(node) = object.get(name) {
            *into = self.delay(node)?;
        }
        Ok(())
    }

    /// A count from 1 to `most`, as a number or as a string with a variable.
    pub(super) fn count(&self, node: Node<'_>, most: u32) -> Result<u32> {
        let expanded = self.expand(node)?;
        let digits = expanded.text.bytes().all(|byte| byte.is_ascii_digit());
        let count = expanded.text.parse().ok().filter(|n| digits && (1..=most).contains(n));
        count.ok_or_else(|| expanded.wrong(format_args!("an integer from 1 to {most}")))
    }
}

impl Expanded<'_> {
    /// The filled-in string is not `expected`; shows what it was made of, too.
    pub(super) fn wrong(&self, expected: impl Display) -> Mistake {
        match self.node.value {
            Value::String(template) if *template != self.text => {
                let text = self.text.escape_default().to_string();
                let found = format_args!("`{}`, made of `{}`", shorten(&text), shorten(template));
                self.node.found(found, expected)
            }
            _ => self.node.wrong(expected),
        }
    }
}
