//! Proves by random texts that the reader of JSON is right, with serde_json and num-bigint as the
//! judges: what it accepts, what it finds along paths, what it counts and sums, and that trees keep
//! what they read. The seeds of the fuzz target run here as well.
//!
//! Each run takes a new seed and prints it; `ORQUESTA_SEED` repeats one, and `ORQUESTA_CASES=100`
//! makes a hundred times as many cases.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "json/agreement.rs"]
mod agreement;
#[path = "json/documents.rs"]
mod documents;
#[path = "json/reference.rs"]
mod reference;

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use num_bigint::BigInt;
use orquesta::json::{
    EachId, ExactSum, Expect, Field, Kind, MAX_DEPTH, Path, Program, Sink, Slot, Value, validate,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use documents::{Choice, change, changed, choices, deep_text, integer, noise, number, path, text};
use reference::{Shape, Step, count, find, holds, open, written};

#[test]
fn noise_is_judged_as_by_serde_json() {
    for_all(10_000, noise(), |bytes| {
        let _ = agreement::check(&bytes);
    });
}

#[test]
fn changed_texts_are_judged_as_by_serde_json() {
    for_all(5000, (text(), vec(change(), 0..4)), |(text, changes)| {
        let verdict = agreement::check(&changed(&text, &changes));
        assert!(verdict.is_ok() || !changes.is_empty(), "{text}");
    });
}

/// Every change of one byte to texts that between them use all of the grammar.
#[test]
fn texts_one_byte_apart_are_judged_as_by_serde_json() {
    for text in [
        r#" {"a" : [true,false, null]} "#,
        "[-0.10e+2,7E-1]",
        r#""\"\\\/\b\f\n\r\t\ud83C\uDFb5""#,
        "\"\u{7f}é€🎵\"",
        "[{},[],{\"\":0}]\r\n\t",
    ] {
        assert!(validate(text.as_bytes()).is_ok(), "{text}");
        for at in 0..=text.len() {
            let (before, after) = text.as_bytes().split_at(at);
            for byte in 0..=u8::MAX {
                let _ = agreement::check(&[before, &[byte], after].concat());
                let _ =
                    agreement::check(&[before, &[byte], after.get(1..).unwrap_or(&[])].concat());
            }
            let _ = agreement::check(before);
            let _ = agreement::check(after);
            let _ = agreement::check(&[before, after.get(1..).unwrap_or(&[])].concat());
        }
    }
}

#[test]
fn deep_texts_are_judged_as_by_serde_json() {
    for_all(1000, (deep_text(), vec(change(), 0..2)), |(text, changes)| {
        let _ = agreement::check(&changed(&text, &changes));
    });
}

#[test]
fn the_deepest_level_is_the_128th() {
    for depth in 120..=136 {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]"), (" [ ", "\n]")] {
            let levels = depth / open.matches(['[', '{']).count();
            for inner in ["0", "", "[]", "{}"] {
                let text = open.repeat(levels) + inner + &close.repeat(levels);
                let verdict = agreement::check(text.as_bytes());
                let limit = MAX_DEPTH as usize;
                let valid = !(inner.is_empty() && open.contains('{'));
                let deepest = agreement::depth(text.as_bytes()) as usize;
                assert_eq!(verdict.is_ok(), valid && deepest <= limit, "{text}");
            }
        }
    }
}

#[test]
fn seeds_of_the_fuzz_target() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/json");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap()).collect();
    assert!(files.len() >= 10, "{} seeds", files.len());
    for file in files {
        let _ = agreement::check(&std::fs::read(file.path()).unwrap());
    }
}

#[test]
fn programs_find_what_serde_json_finds() {
    for_all(5000, (text(), declarations(), any::<bool>()), |(text, declarations, pointers)| {
        finds_the_same(&text, &Declared::new(&text, &declarations, pointers));
    });
}

/// The elements are whole random texts, so that fields lead deep and through repeated names.
#[test]
fn records_hold_what_serde_json_finds_in_each_element() {
    let input = (vec(text(), 1..4), vec((choices(), expect()), 1..5), any::<bool>());
    for_all(5000, input, |(elements, fields, pointers)| {
        let first = Some(elements[0].as_str());
        let fields = fields.iter().map(|(choices, e)| (path(first, choices, pointers), *e));
        let fields = distinct(fields, |(path, _)| path.clone());
        let records = vec![(Vec::new(), fields)];
        let text = format!("[{}]", elements.join(","));
        finds_the_same(&text, &Declared { records, ..Declared::default() });
    });
}

/// Records that are written alike, or nearly so, are read by guessing.
#[test]
fn records_that_are_written_alike() {
    let base = vec(text(), 1..3);
    let elements = vec((any::<Index>(), any::<u8>()), 2..12);
    let input = (base, elements, vec((choices(), expect()), 1..5), any::<bool>());
    for_all(5000, input, |(base, elements, fields, pointers)| {
        let elements = elements.iter().map(|(of, by)| vary(of.get::<String>(&base), *by));
        let elements: Vec<_> = elements.collect();
        let first = Some(elements[0].as_str());
        let fields = fields.iter().map(|(choices, e)| (path(first, choices, pointers), *e));
        let fields = distinct(fields, |(path, _)| path.clone());
        let records = vec![(Vec::new(), fields)];
        let text = format!("[{}]", elements.join(","));
        let declared = Declared { records, ..Declared::default() };
        finds_the_same(&text, &declared);
        agreement::check(text.as_bytes()).unwrap();
        agreement::validates_alike(&declared.program().0, text.as_bytes(), Ok(Kind::Array));
    });
}

#[test]
fn changed_records_that_are_written_alike() {
    let input = (text(), vec(any::<u8>(), 2..8), vec(change(), 1..4));
    for_all(5000, input, |(text, records, changes)| {
        let records: Vec<_> = records.into_iter().map(|by| vary(&text, by)).collect();
        let text = format!("{{\"items\":[{}]}}", records.join(","));
        let _ = agreement::check(&changed(&text, &changes));
    });
}

/// A text that differs in the digits of its numbers and names.
fn vary(text: &str, by: u8) -> String {
    let digit = |c: char| match c {
        '1'..='9' => char::from(b'1' + (c as u8 - b'1' + by % 9) % 9),
        _ => c,
    };
    if by.is_multiple_of(3) { text.to_owned() } else { text.chars().map(digit).collect() }
}

/// Errors beyond a place that is followed are those beyond one that is skipped.
#[test]
fn programs_refuse_what_the_validator_refuses() {
    let input = (text(), declarations(), any::<bool>(), vec(change(), 1..4));
    for_all(5000, input, |(text, declarations, pointers, changes)| {
        let (program, _) = Declared::new(&text, &declarations, pointers).program();
        let bytes = changed(&text, &changes);
        agreement::validates_alike(&program, &bytes, validate(&bytes));
    });
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    for (text, pointer, expected) in [
        (r#"{"a":1,"a":2}"#, "/a", Some("2")),
        (r#"{"a":1,"\u0061":2}"#, "/a", Some("2")),
        (r#"{"a":{"b":1},"a":{}}"#, "/a/b", None),
        (r#"{"a":{"b":1},"a":[]}"#, "/a/b", None),
        (r#"{"a":[[1]],"a":[{"0":2}]}"#, "/a/0/0", Some("2")),
    ] {
        let tokens = pointer.split('/').skip(1).map(|token| Step::Token(token.into()));
        let path: Vec<_> = tokens.collect();
        assert_eq!(find(text, &path), expected, "{text}");
        let (values, counts) = (vec![path.clone()], vec![path.clone()]);
        finds_the_same(text, &Declared { values, counts, ..Declared::default() });
        let records = vec![(Vec::new(), vec![(path, Expect::Any)])];
        finds_the_same(&format!("[{text}]"), &Declared { records, ..Declared::default() });
    }
}

#[test]
fn sums_of_integers_are_exact_in_any_order() {
    let numbers = vec(integer(1..61), 0..30);
    let orders =
        numbers.prop_flat_map(|numbers| (Just(numbers.clone()), Just(numbers).prop_shuffle()));
    for_all(5000, orders, |(numbers, shuffled)| {
        let exact: BigInt = numbers.iter().map(|number| number.parse::<BigInt>().unwrap()).sum();
        assert_eq!(sum(&numbers), exact.to_string());
        assert_eq!(sum(&shuffled), exact.to_string());
    });
}

/// The integers are still summed exactly and then rounded once.
#[test]
fn sums_with_fractions_are_doubles() {
    let fraction = any::<f64>().prop_filter("not too large", |number| number.abs() < 1e300);
    for_all(2000, (vec(integer(1..61), 0..8), vec(fraction, 1..8)), |(integers, fractions)| {
        let exact: BigInt = integers.iter().map(|number| number.parse::<BigInt>().unwrap()).sum();
        let expected = exact.to_string().parse::<f64>().unwrap() + fractions.iter().sum::<f64>();
        let fractions = fractions.iter().map(|number| format!("{number:?}"));
        let written = sum(&integers.into_iter().chain(fractions).collect::<Vec<_>>());
        assert_eq!(written.parse::<f64>().unwrap(), expected);
        assert!(validate(written.as_bytes()).is_ok(), "{written}");
    });
}

#[test]
fn trees_write_numbers_as_they_read_them() {
    for_all(5000, number(), |number| {
        let value = Value::parse(number.as_bytes()).unwrap();
        assert_eq!(value, Value::Number(number.clone()));
        assert_eq!(value.to_json(), number.as_bytes());
    });
    for text in [r#"{"id":9007199254740993,"n":[-0,1E5,1.10,0.1e-7]}"#, "[9223372036854775807]"] {
        assert_eq!(Value::parse(text.as_bytes()).unwrap().to_json(), text.as_bytes());
    }
}

#[test]
fn trees_keep_all_they_read() {
    for_all(5000, text(), |text| {
        let Ok(value) = Value::parse(text.as_bytes()) else { return };
        let json = String::from_utf8(value.to_json()).unwrap();
        assert_eq!(Value::parse(json.as_bytes()), Ok(value));
        assert_eq!(leaves(&json), leaves(&text), "{text}");
    });
}

/// Runs `property` over random input; a failure is made small and shown with its seed.
fn for_all<S: Strategy>(cases: u32, input: S, property: impl Fn(S::Value)) {
    let variable = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = variable("ORQUESTA_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    let factor = variable("ORQUESTA_CASES").unwrap_or(1);
    println!("ORQUESTA_SEED={seed}");
    let config = Config {
        cases: cases.saturating_mul(u32::try_from(factor).unwrap()),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&input, |input| {
        property(input);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}\nto repeat: ORQUESTA_SEED={seed}");
    }
}

fn expect() -> impl Strategy<Value = Expect> {
    select(vec![Expect::Any, Expect::Number, Expect::Scalar])
}

/// What a program declares; a path is what it leads to or, before there is a text, how to choose it.
#[derive(Clone, Debug, Default)]
struct Declared<P> {
    values: Vec<P>,
    counts: Vec<P>,
    records: Vec<(P, Fields<P>)>,
}

type Fields<P> = Vec<(P, Expect)>;

fn declarations() -> impl Strategy<Value = Declared<Vec<Choice>>> {
    let short = vec(any::<Choice>(), 0..3);
    let records = (short, vec((vec(any::<Choice>(), 0..3), expect()), 0..4));
    (vec(choices(), 0..6), vec(choices(), 0..4), vec(records, 0..3))
        .prop_map(|(values, counts, records)| Declared { values, counts, records })
}

impl Declared<Vec<Step>> {
    /// Chooses paths into `text`, all different within each list.
    fn new(text: &str, declarations: &Declared<Vec<Choice>>, pointers: bool) -> Self {
        let paths = |choices: &[Vec<Choice>]| {
            let paths = choices.iter().map(|choices| path(Some(text), choices, pointers));
            distinct(paths, |path| path.clone())
        };
        let records = declarations.records.iter().map(|(choices, fields)| {
            let array = path(Some(text), choices, pointers);
            // Fields are chosen from the first element, which the others may resemble.
            let first = match find(text, &array).map(open) {
                Some(Shape::Array(elements)) => elements.first().copied(),
                _ => None,
            };
            let fields =
                fields.iter().map(|(choices, expect)| (path(first, choices, pointers), *expect));
            (array, distinct(fields, |(path, _)| path.clone()))
        });
        Self {
            values: paths(&declarations.values),
            counts: paths(&declarations.counts),
            records: distinct(records, |(path, _)| path.clone()),
        }
    }

    /// The program, and for each list the places that the program has given.
    fn program(&self) -> (Program, [Vec<usize>; 3]) {
        let mut program = Program::default();
        let parsed = |steps: &[Step]| Path::parse(&written(steps)).unwrap();
        let values = self.values.iter().map(|path| program.value(&parsed(path))).collect();
        let counts = self.counts.iter().map(|path| program.count(&parsed(path))).collect();
        let records = self.records.iter().map(|(path, fields)| {
            let each = program.each(&parsed(path));
            for (place, (path, expect)) in fields.iter().enumerate() {
                assert_eq!(program.field(each, &parsed(path), *expect), place);
            }
            each
        });
        let places = [values, counts, records.collect()];
        (program, places)
    }
}

fn distinct<T>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> Vec<Step>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if kept.iter().all(|other| key(other) != key(&item)) {
            kept.push(item);
        }
    }
    kept
}

/// Checks everything that a program hands over against serde_json.
fn finds_the_same(text: &str, declared: &Declared<Vec<Step>>) {
    let (program, [values, counts, records]) = declared.program();
    let mut found = Found { text, ..Found::default() };
    found.values.resize(program.values(), None);
    found.counts.resize(program.counts(), 0);
    found.records.resize(records.len(), None);
    program.run(text.as_bytes(), &mut found).unwrap();
    let tree: Option<serde_json::Value> = serde_json::from_str(text).ok();
    for (path, slot) in declared.values.iter().zip(values) {
        let (value, written) = (found.values[slot], written(path));
        assert_eq!(value, find(text, path), "{written} in {text}");
        if let (Some(tree), [Step::Token(_), ..] | []) = (&tree, path.as_slice()) {
            let value = value.map(|text| serde_json::from_str(text).unwrap());
            assert_eq!(value.as_ref(), tree.pointer(&written), "{written} in {text}");
        }
    }
    for (path, slot) in declared.counts.iter().zip(counts) {
        let expected = find(text, path).map_or(0, count);
        assert_eq!(found.counts[slot], expected, "{} in {text}", written(path));
    }
    for ((path, fields), each) in declared.records.iter().zip(records) {
        let value = find(text, path);
        let records = found.records[each].take();
        assert!(records.is_some() || value.is_none(), "{} in {text}", written(path));
        let expected = expected_records(value, fields);
        assert_eq!(records.unwrap_or_default(), expected, "{} {fields:?} in {text}", written(path));
    }
}

fn expected_records<'a>(value: Option<&'a str>, fields: &Fields<Vec<Step>>) -> Records<'a> {
    let mut records = Records::default();
    let elements = match value.map(open) {
        Some(Shape::Array(elements)) => elements,
        _ => {
            records.unusable = usize::from(value.is_some_and(|value| value != "null"));
            return records;
        }
    };
    for element in elements {
        let leads = |may_be: fn(&Step) -> bool| {
            fields.is_empty() || fields.iter().any(|(path, _)| path.first().is_none_or(may_be))
        };
        let fits = match open(element) {
            Shape::Object(_) => leads(Step::may_be_member),
            Shape::Array(_) => leads(Step::may_be_index),
            Shape::Scalar => leads(|_| false),
        };
        if !fits {
            records.unusable += 1;
            continue;
        }
        let record = fields.iter().map(|(path, expect)| {
            let value = find(element, path)?;
            let usable = holds(*expect, value);
            records.unusable += usize::from(!usable && value != "null");
            usable.then_some(value)
        });
        let record = record.collect();
        records.records.push(record);
    }
    records
}

/// What a program has handed over and not taken back.
#[derive(Default)]
struct Found<'a> {
    text: &'a str,
    values: Vec<Option<&'a str>>,
    counts: Vec<usize>,
    /// None until an array begins.
    records: Vec<Option<Records<'a>>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Records<'a> {
    records: Vec<Vec<Option<&'a str>>>,
    unusable: usize,
}

impl Sink for Found<'_> {
    fn value(&mut self, slot: Slot, range: Range<usize>, _: Kind) {
        self.values[slot] = Some(&self.text[range]);
    }
    fn forget(&mut self, slot: Slot) {
        self.values[slot] = None;
    }
    fn count(&mut self, slot: Slot, count: usize) {
        self.counts[slot] = count;
    }
    fn begin(&mut self, each: EachId) {
        self.records[each] = Some(Records::default());
    }
    fn record(&mut self, each: EachId, fields: &[Option<Field<'_>>]) {
        let start = self.text.as_ptr() as usize;
        let text = |field: &Option<Field<'_>>| {
            let raw = field.as_ref()?.token.raw;
            let at = raw.as_ptr() as usize - start;
            Some(&self.text[at..at + raw.len()])
        };
        self.records[each].as_mut().unwrap().records.push(fields.iter().map(text).collect());
    }
    fn unusable(&mut self, each: EachId) {
        self.records[each].as_mut().unwrap().unusable += 1;
    }
}

fn sum(numbers: &[String]) -> String {
    let mut sum = ExactSum::default();
    numbers.iter().for_each(|number| sum.add(number.as_bytes()));
    let mut out = Vec::new();
    sum.write(&mut out);
    String::from_utf8(out).unwrap()
}

/// Every name and every scalar of a text in order, strings with their escapes undone.
fn leaves(text: &str) -> Vec<String> {
    match open(text) {
        Shape::Object(members) => members
            .into_iter()
            .flat_map(|(name, value)| {
                std::iter::once(String::from_utf8(name).unwrap()).chain(leaves(value))
            })
            .collect(),
        Shape::Array(elements) => elements.into_iter().flat_map(leaves).collect(),
        Shape::Scalar => {
            let text = text.trim_ascii();
            vec![serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())]
        }
    }
}
