//! Stepping over strings, numbers and words.

use super::{Cursor, Kind, Result};
use crate::block::Block;
use crate::utf8;

impl Cursor<'_> {
    pub(super) fn skip_scalar(&mut self, kind: Kind) -> Result<()> {
        match kind {
            Kind::String => self.skip_string(),
            Kind::Number => self.skip_number(),
            Kind::Null => self.word(b"null", "`null`"),
            _ if self.peek() == Some(b't') => self.word(b"true", "`true`"),
            _ => self.word(b"false", "`false`"),
        }
    }

    #[inline]
    pub(super) fn skip_string(&mut self) -> Result<()> {
        self.at += 1;
        loop {
            while let Some(block) = Block::load(self.bytes, self.at) {
                let special = block.special();
                if special != 0 {
                    self.at += special.trailing_zeros() as usize;
                    break;
                }
                self.at += Block::WIDTH;
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.skip_escape()?,
                Some(0x20..=0x7f) => self.at += 1,
                Some(0x80..) => self.skip_sequences()?,
                Some(_) => return Err(self.expected("an escaped control character")),
                None => return Err(self.expected("`\"`")),
            }
        }
    }

    /// Steps over characters that are not ASCII, of which several often follow each other.
    fn skip_sequences(&mut self) -> Result<()> {
        while let Some(0x80..) = self.peek() {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += utf8::sequence(rest).ok_or_else(|| self.expected("UTF-8"))?;
        }
        Ok(())
    }

    fn skip_escape(&mut self) -> Result<()> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    match self.peek() {
                        Some(b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => self.at += 1,
                        _ => return Err(self.expected("four hexadecimal digits")),
                    }
                }
            }
            _ => return Err(self.expected("an escape such as `\\n` or `\\u00e9`")),
        }
        Ok(())
    }

    fn skip_number(&mut self) -> Result<()> {
        match short_number(self.bytes, self.at) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => self.skip_long_number(),
        }
    }

    fn skip_long_number(&mut self) -> Result<()> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.partial && self.at == self.bytes.len() {
            return Err(self.expected("the rest of a number"));
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.expected("a digit")) } else { Ok(()) }
    }

    fn word(&mut self, word: &[u8], expected: &'static str) -> Result<()> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }
}

/// What begins at `at` and where it ends, if it is a plain string or a short number.
#[inline(always)]
pub(crate) fn short_scalar(bytes: &[u8], at: usize) -> Option<(Kind, usize)> {
    match bytes.get(at)? {
        b'"' => {
            let mut end = at + 1;
            loop {
                let special = Block::load(bytes, end)?.special();
                if special != 0 {
                    end += special.trailing_zeros() as usize;
                    break;
                }
                end += Block::WIDTH;
            }
            (bytes.get(end) == Some(&b'"')).then_some((Kind::String, end + 1))
        }
        b'-' | b'0'..=b'9' => Some((Kind::Number, short_number(bytes, at)?)),
        _ => None,
    }
}

/// The end of the number at `at`, if the block there shows it whole and it has no exponent.
#[inline(always)]
fn short_number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = Block::load(bytes, at)?.digits();
    let byte = |place: u32| bytes.get(at + place as usize).copied().unwrap_or_default();
    // Bits beyond the block are 0, so that a run ends there at the latest.
    let run = |from: u32| (!(digits >> from)).trailing_zeros();
    let first = u32::from(digits & 1 == 0 && byte(0) == b'-');
    let integer = run(first);
    let mut end = first + integer;
    if integer == 0 || integer > 1 && byte(first) == b'0' {
        return None;
    }
    let mut next = byte(end);
    if next == b'.' {
        let fraction = run(end + 1);
        if fraction == 0 {
            return None;
        }
        end += 1 + fraction;
        next = byte(end);
    }
    let ends = (end as usize) < Block::WIDTH && !matches!(next, b'e' | b'E');
    ends.then_some(at + end as usize)
}
