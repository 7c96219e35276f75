//! Fields of records, and what is expected of them.

use alloc::borrow::Cow;

use super::decimal::Number;
use super::{ExactSum, Kind, Token, decode};

/// What a field must be to be of use; another kind counts as missing, and as unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Anything.
    Any,
    /// A number that a double can hold.
    Number,
    /// A string, number or boolean: something that can be compared.
    Scalar,
}

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field<'a> {
    /// The value as it stands in its text.
    pub token: Token<'a>,
    /// The number that it is, where one is expected; it is read once for all that want it.
    number: Option<Number>,
    /// Whether it is known to be a string without escapes.
    plain: bool,
}

impl<'a> Field<'a> {
    /// A field that holds this value.
    pub fn new(token: Token<'a>) -> Self {
        Self { token, number: None, plain: false }
    }

    /// A field that holds this scalar, which is written without escapes.
    pub(super) fn plain(token: Token<'a>) -> Self {
        Self { token, number: None, plain: true }
    }

    /// What a string stands for, its escapes undone.
    pub fn text(&self) -> Cow<'a, [u8]> {
        let raw = self.token.raw;
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        if self.plain { Cow::Borrowed(inner) } else { decode(inner) }
    }

    /// The nearest double, if it is a number that a double can hold; `-0` is 0.
    #[inline]
    pub fn number(&self) -> Option<f64> {
        self.number.or_else(|| self.read_number()).map(Number::to_f64)
    }

    /// The number, which nobody said was expected. That is rare.
    #[cold]
    fn read_number(&self) -> Option<Number> {
        Number::parse(self.token.raw)
    }

    /// Adds the number to a sum, if it is one that a double can hold.
    #[inline]
    pub fn add_to(&self, sum: &mut ExactSum) {
        if let Some(number) = self.number.or_else(|| self.read_number()) {
            sum.add_number(number, self.token.raw);
        }
    }

    /// Whether it is of use where `expect` is expected. Numbers are read here.
    pub(super) fn meets(&mut self, expect: Expect) -> bool {
        match expect {
            Expect::Any => true,
            Expect::Number => {
                if self.token.kind == Kind::Number {
                    self.number = Number::parse(self.token.raw);
                }
                self.number.is_some()
            }
            Expect::Scalar => {
                matches!(self.token.kind, Kind::Boolean | Kind::Number | Kind::String)
            }
        }
    }
}
