//! What the README of the npm package says of sizes.

use std::fs;

use xtask::error::{Context, Error, Result};
use xtask::repository;

use super::{Snapshot, WRITE, page};

const FILE: &str = "pkg/README.md";
const START: &str = "<!-- sizes -->";
const END: &str = "<!-- /sizes -->";

/// Writes the sizes into the README.
pub(super) fn write(sizes: &Snapshot) -> Result<()> {
    let path = repository::root().join(FILE);
    let text = fs::read_to_string(&path).on("read", &path)?;
    let text = put(&text, &told(sizes)).ok_or_else(|| missing(START))?;
    fs::write(&path, text).on("write", &path)
}

/// Fails unless the README says what the snapshot does.
pub(super) fn check(kept: &Snapshot) -> Result<()> {
    let path = repository::root().join(FILE);
    let text = fs::read_to_string(&path).on("read", &path)?;
    match put(&text, &told(kept)) {
        Some(expected) if expected == text => Ok(()),
        Some(_) => Err(Error::new(format!("`{FILE}` has other sizes than the snapshot; {WRITE}"))),
        None => Err(missing(START)),
    }
}

fn missing(mark: &str) -> Error {
    Error::new(format!("`{FILE}` has no place for sizes, expected `{mark}` and `{END}`"))
}

/// The sizes in a sentence.
fn told(sizes: &Snapshot) -> String {
    let [client, engine] = page::FILES.map(|file| {
        let gzip = sizes.of(file).map_or(0, |size| size.gzip);
        format!("{}.{} kB", gzip / 1000, gzip % 1000 / 100)
    });
    format!(
        "A page downloads {client} at once and {engine} with the first call of a plan, both after gzip; \
         a client of a Worker needs the former alone."
    )
}

/// The text with something else between the marks.
fn put(text: &str, told: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n{told}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_put_between_their_marks() {
        let text = "a <!-- sizes -->\nold\n<!-- /sizes --> b";
        let new = put(text, "new").unwrap();
        assert_eq!(new, "a <!-- sizes -->\nnew\n<!-- /sizes --> b");
        assert_eq!(put(&new, "new").unwrap(), new);
        assert_eq!(put("no marks", "new"), None);
    }
}
