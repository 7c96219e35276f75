//! Parameters of endpoints.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::Result;
use super::node::Node;
use crate::json::{Kind, finite, validate, write_f64, write_string};

/// A parameter of an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What values it takes.
    pub domain: Domain,
    /// Whether a request without it is refused.
    pub required: bool,
    /// What it is for.
    pub description: String,
}

/// The values that a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// A whole number.
    Integer {
        /// The smallest.
        min: i128,
        /// The largest.
        max: i128,
    },
    /// A number.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
    },
    /// `true` or `false`.
    Boolean,
    /// Text, its length counted in characters.
    String {
        /// The shortest.
        min_length: usize,
        /// The longest.
        max_length: usize,
        /// The only values, unless empty.
        choices: Vec<String>,
    },
}

/// A parameter's value in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// As it stands in a URL before encoding.
    pub text: String,
    /// As it stands in JSON.
    pub json: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Type {
    Integer,
    Number,
    Boolean,
    String,
}

impl Parameter {
    pub(super) fn read(name: &str, node: Node<'_>) -> Result<Self> {
        node.check_name(name)?;
        let types = [
            ("integer", Type::Integer),
            ("number", Type::Number),
            ("boolean", Type::Boolean),
            ("string", Type::String),
        ];
        const COMMON: [&str; 3] = ["type", "required", "description"];
        let keys = [&COMMON[..], &["min", "max", "min_length", "max_length", "enum"]].concat();
        let object = node.object(&keys)?;
        let domain = match object.require("type")?.word(&types)? {
            Type::Integer => {
                let object = node.object(&[&COMMON[..], &["min", "max"]].concat())?;
                let bound = |name, default| match object.get(name) {
                    Some(node) => node.integer(i128::from(i64::MIN)..=i128::from(u64::MAX)),
                    None => Ok(default),
                };
                let min = bound("min", i128::from(i64::MIN))?;
                let max = bound("max", i128::from(i64::MAX))?;
                check_order(min <= max, node)?;
                Domain::Integer { min, max }
            }
            Type::Number => {
                let object = node.object(&[&COMMON[..], &["min", "max"]].concat())?;
                let bound = |name, default| object.get(name).map_or(Ok(default), Node::number);
                let (min, max) = (bound("min", f64::MIN)?, bound("max", f64::MAX)?);
                check_order(min <= max, node)?;
                Domain::Number { min, max }
            }
            Type::Boolean => {
                node.object(&COMMON)?;
                Domain::Boolean
            }
            Type::String => {
                let keys = [&COMMON[..], &["min_length", "max_length", "enum"]].concat();
                let object = node.object(&keys)?;
                let length = |name, default| match object.get(name) {
                    Some(node) => node.integer(0..=8192),
                    None => Ok(default),
                };
                let (min_length, max_length) =
                    (length("min_length", 1)?, length("max_length", 256)?);
                check_order(min_length <= max_length, node)?;
                let mut choices = Vec::new();
                for node in object.elements("enum")? {
                    let choice = node.string()?;
                    if !(min_length..=max_length).contains(&choice.chars().count()) {
                        let expected = format_args!("{min_length} to {max_length} characters");
                        return Err(node.wrong(expected));
                    }
                    choices.push(choice.to_string());
                }
                if let Some(node) = object.get("enum").filter(|_| choices.is_empty()) {
                    return Err(node.wrong("at least one string"));
                }
                Domain::String { min_length, max_length, choices }
            }
        };
        Ok(Self {
            name: name.into(),
            domain,
            required: object.get("required").map_or(Ok(false), Node::boolean)?,
            description: object.string("description")?.unwrap_or_default().into(),
        })
    }
}

fn check_order(ordered: bool, node: Node<'_>) -> Result<()> {
    if ordered { Ok(()) } else { Err(node.wrong("a lower bound that is not above the upper")) }
}

impl Domain {
    /// The value that `text` stands for.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(&self, text: &str) -> core::result::Result<Argument, String> {
        let argument = match self {
            Self::Integer { min, max } => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                let number =
                    text.parse::<i128>().ok().filter(|n| plain && (min..=max).contains(&n));
                number.map(|number| {
                    let text = number.to_string();
                    Argument { json: text.clone().into_bytes(), text }
                })
            }
            Self::Number { min, max } => {
                let valid = validate(text.as_bytes()) == Ok(Kind::Number);
                let number = finite(text.as_bytes());
                number
                    .filter(|n| valid && (min..=max).contains(&n))
                    .map(|_| Argument { text: text.into(), json: text.into() })
            }
            Self::Boolean => matches!(text, "true" | "false")
                .then(|| Argument { text: text.into(), json: text.into() }),
            Self::String { min_length, max_length, choices } => {
                let length = text.chars().count();
                let chosen = choices.is_empty() || choices.iter().any(|choice| choice == text);
                ((min_length..=max_length).contains(&&length) && chosen).then(|| {
                    let mut json = Vec::new();
                    write_string(text, &mut json);
                    Argument { text: text.into(), json }
                })
            }
        };
        argument.ok_or_else(|| self.describe())
    }

    fn describe(&self) -> String {
        match self {
            Self::Integer { min, max } => format!("an integer from {min} to {max}"),
            Self::Number { min: f64::MIN, max: f64::MAX } => "a number".into(),
            Self::Number { min, max } => {
                let [min, max] = [*min, *max].map(|bound| {
                    let mut text = Vec::new();
                    write_f64(bound, &mut text);
                    String::from_utf8_lossy(&text).into_owned()
                });
                format!("a number from {min} to {max}")
            }
            Self::Boolean => "`true` or `false`".into(),
            Self::String { choices, .. } if !choices.is_empty() => {
                let choices: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                format!("one of {}", choices.join(", "))
            }
            Self::String { min_length, max_length, .. } => {
                format!("{min_length} to {max_length} characters")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact_and_bounded() {
        let ids = Domain::Integer { min: 1, max: i128::from(i64::MAX) };
        assert_eq!(ids.parse("007").map(|a| a.text), Ok("7".into()));
        assert_eq!(ids.parse("9007199254740993").map(|a| a.json), Ok(b"9007199254740993".to_vec()));
        for text in ["", "abc", "-1", "0", "+1", "1.0", "1e3", " 1", "9223372036854775808", "٣"] {
            assert_eq!(
                ids.parse(text),
                Err("an integer from 1 to 9223372036854775807".into()),
                "{text}"
            );
        }
    }

    #[test]
    fn other_domains() {
        let text = Domain::String { min_length: 1, max_length: 3, choices: Vec::new() };
        assert_eq!(text.parse("a\"ñ").map(|a| a.json), Ok("\"a\\\"ñ\"".as_bytes().to_vec()));
        assert!(text.parse("").is_err() && text.parse("abcd").is_err());
        let number = Domain::Number { min: 0.0, max: 1.0 };
        assert!(number.parse("0.5").is_ok() && number.parse(".5").is_err());
        assert!(number.parse("inf").is_err() && number.parse("1.5").is_err());
        assert!(Domain::Boolean.parse("true").is_ok() && Domain::Boolean.parse("1").is_err());
    }
}
