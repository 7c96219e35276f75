//! What the core is not: about one application, asynchronous, or in a circle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Words of the applications that plans are written for.
const APPLICATION: [&str; 20] = [
    "user",
    "account",
    "post",
    "tiktok",
    "scrape",
    "scraped",
    "scraper",
    "microservice",
    "microservicio",
    "engagement",
    "dashboard",
    "hashtag",
    "profile",
    "question",
    "email",
    "follower",
    "influencer",
    "orchestrator",
    "orquestador",
    "likes",
];

/// The method's name, in every form that the code has of it.
const METHOD: [&str; 4] = ["Self::Post", "Method::Post", "\"POST\"", "`POST`"];

/// Words that belong where something is waited for, or to one platform.
const OUTSIDE: [&str; 9] = [
    "async",
    "await",
    "Future",
    "wasm_bindgen",
    "js_sys",
    "web_sys",
    "tokio",
    "reqwest",
    "SystemTime",
];
const OUTER: [&str; 6] = ["driver.rs", "host.rs", "sim", "wasm", "native", "bin"];

/// Which modules each module of the core may use; hosts may use all.
const USES: [(&str, &[&str]); 16] = [
    ("time", &[]),
    ("json", &[]),
    ("http", &["json"]),
    ("policy", &["http", "time"]),
    ("answer", &["http", "json", "time"]),
    ("plan", &["answer", "http", "json", "policy", "time"]),
    ("check", &["answer", "http", "json", "plan", "policy", "time"]),
    ("shared", &["http", "json", "plan", "policy", "time"]),
    ("engine", &["answer", "http", "json", "plan", "policy", "shared", "time"]),
    ("gateway", &["answer", "engine", "http", "json", "plan", "shared", "time"]),
    ("host", &["answer", "engine", "http", "shared", "time"]),
    ("driver", &["engine", "host", "http", "time"]),
    ("sim", &["*"]),
    ("wasm", &["*"]),
    ("native", &["*"]),
    ("bin", &["*"]),
];

/// Longest file, its unit tests not counted.
const MAX_LINES: usize = 400;

struct File {
    /// From `src/`, with `/` between the parts; those of the crate `json` as if they were there.
    name: String,
    text: String,
}

impl File {
    /// The module at the root of the crate that it belongs to.
    fn module(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The lines with their numbers, comments taken out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().map(|(number, line)| (number, without_comment(line)))
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// A comment begins after a space or a line's beginning, which the `//` of a URL does not.
fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") {
        return "";
    }
    line.find(" // ").map_or(line, |at| &line[..at])
}

fn files() -> Vec<File> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    // The crate `json` is a module of the core in all but its package.
    for (folder, inside) in [("src", ""), ("json/src", "json/")] {
        let mut paths = Vec::new();
        collect(&root.join(folder), &mut paths);
        paths.sort();
        assert!(paths.len() > 10, "{paths:?}");
        files.extend(paths.into_iter().map(|path| {
            let name = path.strip_prefix(root.join(folder)).unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            File { name: format!("{inside}{}", name.replace('\\', "/")), text }
        }));
    }
    files
}

/// The words that a line is made of, identifiers taken apart, in lower case and singular too.
fn words(line: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for run in line.split(|c: char| !c.is_ascii_alphabetic()) {
        let mut word = String::new();
        let mut was_upper = true;
        for c in run.chars() {
            if c.is_ascii_uppercase() && !was_upper {
                words.insert(std::mem::take(&mut word));
            }
            was_upper = c.is_ascii_uppercase();
            word.push(c.to_ascii_lowercase());
        }
        words.insert(word);
    }
    let singular: Vec<_> =
        words.iter().filter_map(|word| Some(word.strip_suffix('s')?.to_string())).collect();
    words.extend(singular);
    words
}

#[test]
fn words_are_found_in_names() {
    let found = words("let topUsers = SCRAPED_accounts.tiktok2(\"positions\");");
    for word in ["user", "users", "scraped", "account", "tiktok", "position"] {
        assert!(found.contains(word), "{word} in {found:?}");
    }
    assert!(!found.contains("post"));
    assert!(words("enum M { Post }").contains("post"));
}

#[test]
fn the_core_is_about_no_application() {
    for file in files() {
        for (number, line) in file.lines() {
            let mut rest = line.to_string();
            for form in METHOD {
                rest = rest.replace(form, "");
            }
            // The variant itself.
            if file.name == "http/mod.rs" && rest.trim() == "Post," {
                continue;
            }
            let found = words(&rest);
            let word = APPLICATION.iter().find(|word| found.contains(**word));
            assert_eq!(word, None, "src/{}:{number}: {line}", file.name);
        }
    }
}

#[test]
fn only_the_outside_waits() {
    for file in files() {
        let outer = OUTER.iter().any(|outer| file.name.split('/').next() == Some(outer));
        if outer {
            continue;
        }
        for (number, line) in file.code() {
            let mut words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let word = words.find(|word| OUTSIDE.contains(word));
            assert_eq!(word, None, "src/{}:{number}: {line}", file.name);
        }
    }
}

/// The modules that `code` names after `crate::`, also in braces.
fn uses(code: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => found.push(name(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (index, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth > 0 => depth -= 1,
                        '}' | ',' if depth == 0 => {
                            found.push(name(&group[start..index]));
                            start = index + 1;
                            if c == '}' {
                                break;
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn uses_are_found_in_code() {
    let code = "use crate::{json::{self, Kind}, time::Duration,\n plan};\nlet x = crate::http::y;";
    assert_eq!(uses(code), ["json", "time", "plan", "http"]);
}

#[test]
fn dependencies_point_down() {
    for file in files().iter().filter(|file| file.name != "lib.rs") {
        let module = file.module();
        let row = USES.iter().find(|(name, _)| *name == module);
        let (_, allowed) = row.unwrap_or_else(|| panic!("`{module}` needs a row in the table"));
        let code: Vec<_> = file.code().map(|(_, line)| line).collect();
        let code = code.join("\n");
        let outside_tests = code.split("#[cfg(test)]").next().unwrap_or_default();
        let hidden = outside_tests.contains("super::super::");
        assert!(!hidden, "src/{}: other modules are named by `crate::`", file.name);
        // Paths in a crate of its own begin at its root, and it has no others to use.
        let used = if module == "json" { Vec::new() } else { uses(&code) };
        for used in used {
            let known = used == module || allowed.contains(&used.as_str()) || *allowed == ["*"];
            assert!(known, "src/{}: `{module}` may not use `{used}`", file.name);
        }
    }
}

/// The table has no circle in it: each row names only modules that stand above it.
#[test]
fn the_table_itself_points_down() {
    for (place, (module, allowed)) in USES.iter().enumerate() {
        let above: Vec<_> = USES[..place].iter().map(|(name, _)| *name).collect();
        let wrong = allowed.iter().find(|name| **name != "*" && !above.contains(name));
        assert_eq!(wrong, None, "{module}");
    }
}

#[test]
fn the_crate_for_json_uses_no_other() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("json/Cargo.toml");
    assert!(!std::fs::read_to_string(manifest).unwrap().contains("dependencies"));
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for file in files() {
        assert!(file.text.starts_with("//! "), "src/{} has no module docs", file.name);
        let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= MAX_LINES, "src/{} has {lines} lines", file.name);
    }
}
