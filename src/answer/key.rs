//! Values compared with each other: group keys, join keys, what to skip.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::json::{Field, Kind, Token, finite};

/// Bytes by which scalars are compared.
///
/// Strings are compared with their escapes undone and behind a quote, so that `"7"` is not `7`;
/// numbers as they are written, so that two 19-digit identifiers never become one double, and `7`
/// and `7.0` are two keys.
#[inline]
pub(super) fn key_of<'a>(field: &Field<'a>) -> Cow<'a, [u8]> {
    let raw = field.token.raw;
    if field.token.kind != Kind::String {
        return Cow::Borrowed(raw);
    }
    match field.text() {
        // Written without escapes, it stands behind its quote already.
        Cow::Borrowed(text) => Cow::Borrowed(raw.get(..=text.len()).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned([b"\"", text.as_slice()].concat()),
    }
}

/// Scalars that count as missing, such as `0` or `""`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Skip {
    keys: Vec<Vec<u8>>,
    numbers: Vec<f64>,
}

impl Skip {
    /// Above it two integers may be one double, so only equal digits are equal (2^53).
    const EXACT: f64 = 9_007_199_254_740_992.0;

    /// Adds a scalar, written as JSON.
    pub fn add(&mut self, token: Token<'_>) {
        match finite(token.raw).filter(|_| token.kind == Kind::Number) {
            Some(number) if number.abs() < Self::EXACT => self.numbers.push(number),
            _ => self.keys.push(key_of(&Field::new(token)).into_owned()),
        }
    }

    /// Whether `token` counts as missing.
    pub fn matches(&self, field: &Field<'_>) -> bool {
        let token = field.token;
        let same_number = |number: f64| self.numbers.contains(&number);
        token.kind == Kind::Number
            && !self.numbers.is_empty()
            && field.number().is_some_and(same_number)
            || !self.keys.is_empty() && self.keys.iter().any(|key| *key == *key_of(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Cursor;

    fn token(text: &str) -> Token<'_> {
        Cursor::new(text.as_bytes()).skip().unwrap()
    }

    fn key(text: &str) -> Cow<'_, [u8]> {
        key_of(&Field::new(token(text)))
    }

    #[test]
    fn keys() {
        assert_eq!(key(r#""per\u00fa""#), key("\"perú\""));
        assert_ne!(key("\"7\""), key("7"));
        assert_ne!(key("9007199254740993"), key("9007199254740992"));
        assert!(matches!(key("\"perú\""), Cow::Borrowed(_)));
    }

    #[test]
    fn skips() {
        let mut skip = Skip::default();
        ["0", "\"\"", "9007199254740993"].into_iter().for_each(|text| skip.add(token(text)));
        for text in ["0", "0.0", "-0e5", "\"\"", "9007199254740993"] {
            assert!(skip.matches(&Field::new(token(text))), "{text}");
        }
        for text in ["1", "\"0\"", "false", "9007199254740992"] {
            assert!(!skip.matches(&Field::new(token(text))), "{text}");
        }
    }
}
