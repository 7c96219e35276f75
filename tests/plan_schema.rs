//! The JSON Schema of plans, held against the reader.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "plan/mistakes.rs"]
mod mistakes;

use std::path::Path;

use jsonschema::Validator;
use mistakes::{IN_MEANING, IN_STRUCTURE, IN_TEXT, SHOP};
use orquesta::plan::{Plan, SCHEMA};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const DASHBOARD: &str = include_str!("../plans/dashboard.json");
const PAGES: [(&str, &str); 2] = [
    ("docs/plan.md", include_str!("../docs/plan.md")),
    ("README.md", include_str!("../README.md")),
];

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

/// What the schema and the reader say of a plan that both must accept.
fn check(validator: &Validator, text: &str, name: &str) {
    let value = serde_json::from_str(text).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    if let Err(error) = Plan::parse(text.as_bytes(), &|_| None) {
        panic!("{name}: {error}");
    }
}

#[test]
fn the_schema_is_one() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], "https://orquesta.dev/plan.schema.json");
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

#[test]
fn plans_that_are_right() {
    let validator = validator();
    check(&validator, DASHBOARD, "plans/dashboard.json");
    check(&validator, SHOP, "tests/plan/shop.json");
    let mut scenarios: Vec<_> =
        std::fs::read_dir(Path::new(ROOT).join("tests/scenarios")).unwrap().collect();
    scenarios.sort_by_key(|entry| entry.as_ref().unwrap().path());
    for entry in scenarios {
        let path = entry.unwrap().path();
        let scenario: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        if scenario["plan"].is_object() {
            check(&validator, &scenario["plan"].to_string(), &path.display().to_string());
        }
    }
}

#[test]
fn plans_in_pages_are_right() {
    let validator = validator();
    for (name, page) in PAGES {
        let blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split_once("```"));
        let plans: Vec<_> = blocks
            .map(|(block, _)| block)
            .filter(|block| block.contains("\"endpoints\""))
            .collect();
        assert!(!plans.is_empty(), "{name} shows no plan");
        for plan in plans {
            check(&validator, plan, name);
        }
    }
}

#[test]
fn the_schema_refuses_what_it_can_know_to_be_wrong() {
    let validator = validator();
    for mistake in IN_STRUCTURE {
        let value = serde_json::from_str(&mistake.text()).unwrap();
        assert!(!validator.is_valid(&value), "{mistake:?}");
    }
}

/// Keeps the table honest: what the schema does know is not excused.
#[test]
fn only_the_reader_knows_the_rest() {
    let validator = validator();
    for mistake in IN_TEXT.iter().chain(IN_MEANING) {
        let text = mistake.text();
        if let Ok(value) = serde_json::from_str(&text) {
            assert!(validator.is_valid(&value), "{}", mistake.message);
        }
        let plan = Plan::parse(text.as_bytes(), &|name| mistake.environment(name));
        assert!(plan.is_err(), "{}", mistake.message);
    }
}

/// Every key has a text that editors show.
#[test]
fn every_property_is_described() {
    fn walk(schema: &Value, root: &Value, place: &str, described: &mut usize) {
        let Value::Object(members) = schema else { return };
        // Branches of a condition narrow what is described elsewhere.
        let narrows = ["if", "then", "else", "not", "anyOf"];
        for (name, member) in members {
            let place = format!("{place}/{name}");
            match (name.as_str(), member) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        let place = format!("{place}/{name}");
                        let text = property["description"].as_str().or_else(|| {
                            let target = property["$ref"].as_str()?.strip_prefix('#')?;
                            root.pointer(target)?["description"].as_str()
                        });
                        let text = text.unwrap_or_else(|| panic!("{place} has no description"));
                        assert!(text.ends_with('.'), "{place}: {text}");
                        *described += 1;
                        walk(property, root, &place, described);
                    }
                }
                (name, _) if narrows.contains(&name) => {}
                (_, Value::Object(_)) => walk(member, root, &place, described),
                _ => {}
            }
        }
    }
    let (schema, mut described) = (schema(), 0);
    walk(&schema, &schema, "", &mut described);
    assert!(described > 80, "{described}");
}

/// The defaults that editors show are those that hold.
#[test]
fn defaults_are_those_of_the_reader() {
    let schema = schema();
    let default = |name: &str| schema.pointer(&format!("/$defs/{name}/default")).unwrap().clone();
    let plan = format!(
        r#"{{"services":{{"said":{{"url":"http://s","timeout":{},"deadline":{},"attempts":{},"max_body":{},
        "backoff":{{"base":{},"max":{},"jitter":{}}}}},"silent":{{"url":"http://s"}}}},"endpoints":{{}}}}"#,
        default("timeout"),
        default("deadline"),
        default("attempts"),
        default("max_body"),
        default("backoff/properties/base"),
        default("backoff/properties/max"),
        default("backoff/properties/jitter"),
    );
    let plan = Plan::parse(plan.as_bytes(), &|_| None).unwrap();
    assert_eq!(plan.services[0].policy, plan.services[1].policy);
    assert_eq!(schema["properties"]["memory"]["default"], plan.memory);
}

/// Whatever is put in the place of a value: what the reader takes, the schema does not refuse.
#[test]
fn the_schema_refuses_nothing_that_is_right() {
    const OTHERS: [&str; 26] = [
        "null",
        "true",
        "false",
        "0",
        "1",
        "3",
        "-1",
        "1.5",
        "300",
        r#""""#,
        r#""x""#,
        r#""/x""#,
        r#""orders""#,
        r#""$.x[0]['y']""#,
        r#""$[*]""#,
        r#""1.5s""#,
        r#""${WAIT}""#,
        r#""http://x.test/y""#,
        r#""*""#,
        r#""GET""#,
        "[]",
        r#"["orders"]"#,
        "[[]]",
        "{}",
        r#"{"$parameter":"page"}"#,
        r#"{"$source":"orders"}"#,
    ];
    let validator = validator();
    let (mut taken, mut refused) = (0, 0);
    let shop: Value = serde_json::from_str(SHOP).unwrap();
    let mut pointers = Vec::new();
    collect(&shop, "", &mut pointers);
    for pointer in &pointers {
        for other in OTHERS {
            let mut plan = shop.clone();
            *plan.pointer_mut(pointer).unwrap() = serde_json::from_str(other).unwrap();
            if Plan::parse(plan.to_string().as_bytes(), &|_| None).is_ok() {
                assert!(validator.is_valid(&plan), "{other} at {pointer}");
                taken += 1;
            } else {
                refused += usize::from(!validator.is_valid(&plan));
            }
        }
    }
    assert!(taken > 300 && refused > 1000, "{taken} {refused}");
}

/// The JSON Pointers of everything in `value`.
fn collect(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.into());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(member, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}
