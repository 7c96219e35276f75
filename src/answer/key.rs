//! Values compared with each other: group keys, join keys, what to skip.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::json::{Field, Kind, Token, decode, finite};

/// Most different keys that a group or an index holds. A body of 16 MiB can have a million, and each
/// costs some hundred bytes; a list for people has a few thousand at most.
pub(super) const MAX_KEYS: usize = 100_000;

/// Bytes by which scalars are compared.
///
/// Strings are compared with their escapes undone and behind a quote, so that `"7"` is not `7`;
/// numbers as they are written, so that two 19-digit identifiers never become one double, and `7`
/// and `7.0` are two keys.
pub(super) fn key_of(token: Token<'_>) -> Cow<'_, [u8]> {
    if token.kind != Kind::String {
        return Cow::Borrowed(token.raw);
    }
    match decode(inner(token)) {
        // Written without escapes, it stands behind its quote already.
        Cow::Borrowed(text) => Cow::Borrowed(token.raw.get(..=text.len()).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned([b"\"", text.as_slice()].concat()),
    }
}

/// What stands between the quotes of a string.
pub(super) fn inner(token: Token<'_>) -> &[u8] {
    token.raw.get(1..token.raw.len().saturating_sub(1)).unwrap_or_default()
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
            _ => self.keys.push(key_of(token).into_owned()),
        }
    }

    /// Whether `token` counts as missing.
    pub fn matches(&self, field: &Field<'_>) -> bool {
        let token = field.token;
        let same_number = |number: f64| self.numbers.contains(&number);
        token.kind == Kind::Number
            && !self.numbers.is_empty()
            && field.number().is_some_and(same_number)
            || !self.keys.is_empty() && self.keys.iter().any(|key| *key == *key_of(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Cursor;

    fn token(text: &str) -> Token<'_> {
        Cursor::new(text.as_bytes()).skip().unwrap()
    }

    #[test]
    fn keys() {
        assert_eq!(key_of(token(r#""per\u00fa""#)), key_of(token("\"perú\"")));
        assert_ne!(key_of(token("\"7\"")), key_of(token("7")));
        assert_ne!(key_of(token("9007199254740993")), key_of(token("9007199254740992")));
        assert!(matches!(key_of(token("\"perú\"")), Cow::Borrowed(_)));
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
