//! What the reader of plans says of mistakes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "plan/mistakes.rs"]
mod mistakes;

use mistakes::{IN_MEANING, IN_STRUCTURE, IN_TEXT, Mistake, SHOP};
use orquesta::plan::{Plan, PlanError};

fn all() -> impl Iterator<Item = &'static Mistake> {
    IN_TEXT.iter().chain(IN_STRUCTURE).chain(IN_MEANING)
}

fn error_of(text: &str) -> PlanError {
    Plan::parse(text.as_bytes(), &|_| None).expect_err(text)
}

#[test]
fn nothing_is_wrong_with_the_plan_itself() {
    Plan::parse(SHOP.as_bytes(), &|_| None).unwrap();
}

#[test]
fn every_mistake_is_found() {
    for mistake in all() {
        let plan = Plan::parse(mistake.text().as_bytes(), &|name| mistake.environment(name));
        let found = plan.map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(found, Err(mistake.message.into()), "{mistake:?}");
    }
}

#[test]
fn messages_follow_the_rules() {
    /// Names that are spelt so; everything else is in lower case or in backticks.
    const PROPER: [&str; 5] = ["JSON", "JSONPath", "Pointer", "URL", "ASCII"];
    const RUST: [&str; 9] =
        ["Some", "None", "Vec", "Option", "String(", "Number(", "usize", "u32", "::"];
    for mistake in all() {
        let message = mistake.message;
        assert!(message.starts_with('$'), "no path: {message}");
        assert!(message.contains(": found ") && message.contains(", expected "), "{message}");
        assert!(!message.ends_with(['.', ' ']) && !message.contains(['\n', '\r']), "{message}");
        assert!(!message.contains("hunter2"), "a secret: {message}");
        let said = message.split_once(": found ").unwrap().1;
        assert_eq!(said.matches('`').count() % 2, 0, "{message}");
        // Every other piece is a value that the plan or the grammar spells.
        for word in said.split('`').step_by(2).flat_map(str::split_whitespace) {
            let word = word.trim_matches([',', ':', ';', '?']);
            let proper = PROPER.contains(&word);
            assert!(proper || !word.contains(char::is_uppercase), "`{word}` in {message}");
            assert!(!RUST.iter().any(|name| word.contains(name)), "`{word}` in {message}");
        }
    }
}

#[test]
fn every_level_is_bounded() {
    let deep = format!(r#"{{"endpoints":{{"GET /":{{"answer":{}"#, "[".repeat(600));
    let error = error_of(&deep);
    assert_eq!(error.found, "text that is not JSON at line 1, column 158");
    assert_eq!(error.expected, "at most 128 levels of nesting");

    let services: Vec<_> = (0..257).map(|n| format!(r#""s{n}":{{"url":"http://s"}}"#)).collect();
    let error = error_of(&format!(r#"{{"services":{{{}}},"endpoints":{{}}}}"#, services.join(",")));
    assert_eq!(error.to_string(), "$.services: found 257 entries, expected 256 at most");

    let source = |n: usize| format!(r#""s{n}":{{"service":"s","path":"/"}}"#);
    let sources: Vec<_> = (0..65).map(source).collect();
    let answer: Vec<_> = (0..65).map(|n| format!(r#"{{"$source":"s{n}"}}"#)).collect();
    let error = error_of(&format!(
        r#"{{"services":{{"s":{{"url":"http://s"}}}},"sources":{{{}}},"endpoints":{{"GET /":{{"answer":[{}]}}}}}}"#,
        sources.join(","),
        answer.join(",")
    ));
    assert_eq!(
        error.to_string(),
        "$.endpoints['GET /'].answer: found an answer of 65 sources, expected at most 64"
    );

    let steps = "/a".repeat(17);
    let error = error_of(&SHOP.replace(r#""/total", "as""#, &format!(r#""{steps}", "as""#)));
    assert_eq!(error.expected, "a path of at most 16 segments");
}

#[test]
fn whole_documents_that_are_no_plan() {
    for (text, message) in [
        ("", "$: found text that is not JSON at line 1, column 1, expected a value"),
        ("{} {}", "$: found text that is not JSON at line 1, column 4, expected the end"),
        ("[]", "$: found `[]`, expected an object"),
        ("{}", "$: found no key `endpoints`, expected an object that has one"),
        (r#"{"endpoints":[]}"#, "$.endpoints: found `[]`, expected an object"),
    ] {
        assert_eq!(error_of(text).to_string(), message);
    }
}

#[test]
fn a_name_that_is_nowhere_is_said_to_be_so() {
    let error = error_of(r#"{"sources":{"s":{"service":"x","path":"/"}},"endpoints":{}}"#);
    let message =
        "$.sources.s.service: found `\"x\"`, expected a service of this plan: there is none";
    assert_eq!(error.to_string(), message);
}
