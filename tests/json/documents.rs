//! Random JSON texts, texts that are nearly JSON, and paths into them.
//!
//! Texts are made as text, not from trees, so that white space, escapes, repeated names and digits
//! are as varied as other people's writers make them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::reference::{Shape, Step, open};

/// Few, so that they repeat; some need escapes in JSON, in a pointer or in a path.
const NAMES: [&str; 14] =
    ["a", "b", "items", "", "0", "1", "01", "a/b", "~1", "it's", "é", "🎵", "\"\\", CONTROLS];

const CONTROLS: &str = "\u{8}\u{c}\n\r\t\u{7f}";

/// A JSON text of moderate size and depth, with white space around it.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        number(),
        string(),
    ];
    let value = leaf.prop_recursive(5, 40, 6, |inner| {
        let element =
            (space(), inner.clone(), space()).prop_map(|(a, b, c)| a.to_owned() + &b + c).boxed();
        let member = (space(), name(), space(), element.clone())
            .prop_map(|(a, name, b, value)| format!("{a}{name}{b}:{value}"));
        let list = |items: Vec<String>| items.join(",");
        prop_oneof![
            vec(element, 1..6).prop_map(move |items| format!("[{}]", list(items))),
            vec(member, 1..6).prop_map(move |items| format!("{{{}}}", list(items))),
            (space(), any::<bool>()).prop_map(|(space, array)| {
                if array { format!("[{space}]") } else { format!("{{{space}}}") }
            }),
        ]
    });
    (space(), value, space()).prop_map(|(a, b, c)| a.to_owned() + &b + c)
}

/// A number of any size and precision; many are ids of 19 digits.
pub(crate) fn number() -> impl Strategy<Value = String> {
    let fraction =
        prop_oneof![3 => Just(String::new()), 1 => digits(1..18).prop_map(|d| ".".to_owned() + &d)];
    let exponent = prop_oneof![
        4 => Just(String::new()),
        1 => (select(vec!["e", "E", "e+", "E-"]), digits(1..4)).prop_map(|(e, d)| e.to_owned() + &d),
    ];
    prop_oneof![
        4 => integer(19..20),
        4 => any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| format!("{n:?}")),
        1 => integer(300..320),
        8 => (integer(1..25), fraction, exponent).prop_map(|(i, f, e)| i + &f + &e),
    ]
}

/// An integer of so many digits, or fewer where it would begin with zeros.
pub(crate) fn integer(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    (any::<bool>(), digits(length)).prop_map(|(negative, digits)| {
        let digits = digits.trim_start_matches('0');
        let digits = if digits.is_empty() { "0" } else { digits };
        if negative { format!("-{digits}") } else { digits.to_owned() }
    })
}

/// A JSON text inside so many more levels that the limit is near.
pub(crate) fn deep_text() -> impl Strategy<Value = String> {
    (text(), vec(any::<bool>(), 122..132)).prop_map(|(text, levels)| {
        levels.iter().fold(text, |inner, array| {
            if *array { format!("[{inner}]") } else { format!("{{\"a\":{inner}}}") }
        })
    })
}

/// One change to a text, wherever it comes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Insert(Index, u8),
    Replace(Index, u8),
    Remove(Index),
    Truncate(Index),
    /// Copies what stands between two places to a third.
    Copy(Index, Index, Index),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        any::<Index>().prop_map(Change::Remove),
        any::<Index>().prop_map(Change::Truncate),
        any::<(Index, Index, Index)>().prop_map(|(from, to, at)| Change::Copy(from, to, at)),
    ]
}

pub(crate) fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let place = |index: &Index| index.index(bytes.len() + 1);
        match change {
            Change::Insert(at, byte) => bytes.insert(place(at), *byte),
            Change::Copy(from, to, at) => {
                let (from, to, at) = (place(from), place(to), place(at));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(at..at, part);
            }
            _ if bytes.is_empty() => {}
            Change::Replace(at, byte) => *at.get_mut(&mut bytes) = *byte,
            Change::Remove(at) => drop(bytes.remove(at.index(bytes.len()))),
            Change::Truncate(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
    bytes
}

/// Bytes without rule, and tokens of JSON without rule.
pub(crate) fn noise() -> impl Strategy<Value = Vec<u8>> {
    const TOKENS: [&[u8]; 24] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b":",
        b",",
        b"\"a\"",
        b"\"a\":",
        b"0",
        b"-",
        b"1",
        b".",
        b"e",
        b"+",
        b"true",
        b"fals",
        b"null",
        b" ",
        b"\n",
        b"\\",
        b"\\u",
        b"d83c",
        b"\xc3\xa9",
    ];
    prop_oneof![
        1 => vec(any::<u8>(), 0..40),
        2 => vec(select(&TOKENS[..]), 0..16).prop_map(|tokens| tokens.concat()),
        1 => vec(byte(), 0..20),
    ]
}

/// How to choose one step of a path; the text decides what there is to choose from.
pub(crate) type Choice = (u8, Index);

/// How to choose a path.
pub(crate) fn choices() -> impl Strategy<Value = Vec<Choice>> {
    vec(any::<Choice>(), 0..7)
}

/// Follows the choices into `text`: mostly to what is there, now and then beside it. Without
/// `pointer` the steps are those of a JSONPath.
pub(crate) fn path(mut text: Option<&str>, choices: &[Choice], pointer: bool) -> Vec<Step> {
    let mut steps = Vec::new();
    for (luck, index) in choices {
        let shape = text.map_or(Shape::Scalar, open);
        let there = luck % 8 > 0;
        let step = match &shape {
            Shape::Object(members) if there && !members.is_empty() => {
                match String::from_utf8(index.get(members).0.clone()) {
                    Ok(name) => Step::Member(name),
                    Err(_) => return steps,
                }
            }
            Shape::Array(elements) if there && !elements.is_empty() => {
                Step::Index(index.index(elements.len()))
            }
            // Beyond a scalar few steps are worth while.
            Shape::Scalar if there && luck % 3 > 0 => return steps,
            _ if luck % 2 == 0 => Step::Index(index.index(4)),
            _ => Step::Member((*index.get(&NAMES)).to_owned()),
        };
        let step = match step {
            Step::Index(at) if pointer => Step::Token(at.to_string()),
            Step::Member(name) if pointer => Step::Token(name),
            step => step,
        };
        text = shape.child(&step);
        steps.push(step);
    }
    steps
}

fn digits(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(0..=9_u8, length).prop_map(|digits| digits.iter().map(|d| char::from(b'0' + d)).collect())
}

fn space() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "", "", " ", "\n\t", "\r "])
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        30 => select(vec!["\"a\"".to_owned(), "\"b\"".to_owned()]),
        30 => (select(&NAMES[..]), any::<u8>()).prop_map(|(name, style)| quoted(name, style)),
        1 => lone_surrogate(),
    ]
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => (select(&NAMES[..]), any::<u8>()).prop_map(|(name, style)| quoted(name, style)),
        20 => (vec(any::<char>(), 0..8), any::<u8>())
            .prop_map(|(chars, style)| quoted(&String::from_iter(chars), style)),
        1 => lone_surrogate(),
    ]
}

fn lone_surrogate() -> impl Strategy<Value = String> {
    (0xd800..=0xdfff_u16, select(vec!["", "a", "\\u0061", "\\n", "\\ud800"]))
        .prop_map(|(unit, rest)| format!("\"\\u{unit:04x}{rest}\""))
}

/// Escapes what must be, and of the rest what `style` says.
fn quoted(text: &str, style: u8) -> String {
    let mut out = String::from("\"");
    for (index, c) in text.chars().enumerate() {
        let must = c < ' ' || c == '"' || c == '\\';
        let short =
            "\"\"\\\\//b\u{8}f\u{c}n\nr\rt\t".as_bytes().chunks(2).find(|s| char::from(s[1]) == c);
        match (style >> (index % 4) & 3, short) {
            (0 | 1, _) if !must => out.push(c),
            (0 | 2, Some(short)) => out.extend(['\\', char::from(short[0])]),
            (style, _) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out += &if style == 1 {
                        format!("\\u{unit:04X}")
                    } else {
                        format!("\\u{unit:04x}")
                    };
                }
            }
        }
    }
    out + "\""
}

/// Bytes that mean something to JSON or to UTF-8, and any other.
fn byte() -> impl Strategy<Value = u8> {
    let telling =
        b"{}[]\",:0123456789-+.eE\\/u \n\t\r\0\x1f\x7f\x80\xbf\xc2\xe0\xed\xf0\xf4\xfftfnabFGg'";
    prop_oneof![3 => select(telling.to_vec()), 1 => any::<u8>()]
}
