//! `docs/benchmarks.md`: a page of sections, one for each part of the benchmark.
//!
//! A part that was not measured keeps the section that the page has, with the machine on which it was
//! measured; the rest of the page is `page.md`.

use std::fs;
use std::path::Path;

use xtask::error::{Context, Error, Result};

const PAGE: &str = include_str!("page.md");

const NAME: &str = "benchmarks.md";

/// What a part has to say.
pub(crate) struct Section {
    /// The name of the part, as in the markers of the page.
    pub(crate) name: &'static str,
    /// In Markdown, with headings from `##` on.
    pub(crate) text: String,
    /// A drawing (SVG) with the name of its file, beside the page.
    pub(crate) drawing: Option<(&'static str, String)>,
}

/// Writes sections and drawings into the folder.
pub(crate) fn write(folder: &Path, sections: &[Section]) -> Result<()> {
    fs::create_dir_all(folder).on("create", folder)?;
    let path = folder.join(NAME);
    let old =
        if path.exists() { fs::read_to_string(&path).on("read", &path)? } else { String::new() };
    fs::write(&path, page(&old, sections)?).on("write", &path)?;
    for (name, drawing) in sections.iter().filter_map(|section| section.drawing.as_ref()) {
        let path = folder.join(name);
        fs::write(&path, drawing).on("write", &path)?;
    }
    Ok(())
}

/// The page with these sections and, of the others, those of the old page.
fn page(old: &str, sections: &[Section]) -> Result<String> {
    let mut page = String::new();
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("<!-- begin ") {
        let (name, after) = after.split_once(" -->").unwrap_or_default();
        let (begin, end) = markers(name);
        let (_, after) = after.split_once(&end).unwrap_or_default();
        let kept = old.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
        let kept = kept.map(|(text, _)| text.trim());
        let section = sections.iter().find(|section| section.name == name);
        let text = section.map(|section| section.text.trim()).or(kept).unwrap_or_default();
        let text = if text.is_empty() { String::new() } else { format!("{text}\n\n") };
        page.push_str(&format!("{before}{begin}\n\n{text}{end}"));
        rest = after;
    }
    page.push_str(rest);
    match sections.iter().find(|section| !page.contains(&markers(section.name).0)) {
        Some(section) => Err(Error::new(format!("the page has no place for `{}`", section.name))),
        None => Ok(page),
    }
}

fn markers(name: &str) -> (String, String) {
    (format!("<!-- begin {name} -->"), format!("<!-- end {name} -->"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &'static str, text: &str) -> Section {
        Section { name, text: text.to_owned(), drawing: None }
    }

    #[test]
    fn a_section_is_replaced_and_others_are_kept() {
        let first = page("", &[section("load", "one"), section("core", "two")]).unwrap();
        let second = page(&first, &[section("load", "three")]).unwrap();
        assert!(second.contains("<!-- begin load -->\n\nthree\n\n<!-- end load -->"), "{second}");
        assert!(second.contains("<!-- begin core -->\n\ntwo\n\n<!-- end core -->"), "{second}");
        assert_eq!(page(&second, &[section("load", "one")]).unwrap(), first);
    }

    #[test]
    fn every_part_has_a_place() {
        for (part, _) in crate::cli::PARTS {
            page("", &[section(part, "")]).unwrap();
        }
        assert!(page("", &[section("another", "")]).is_err());
    }
}
