//! Tables that are shown as soon as they are known, and kept for the page.

use crate::cli::Options;
use crate::machine;
use crate::page::Section;
use crate::table::Table;

/// What has been shown of a part.
pub(crate) struct Shown {
    name: &'static str,
    text: String,
    markdown: bool,
}

impl Shown {
    /// Begins a part with a text in Markdown, in which the machine has its place.
    pub(crate) fn new(name: &'static str, text: &str, options: &Options) -> Self {
        let text = text.replace("{{machine}}", &machine::told());
        Self { name, text, markdown: options.markdown }
    }

    /// Shows a table.
    pub(crate) fn table(&mut self, title: &str, table: &Table) {
        let markdown = table.markdown();
        println!(
            "\n{title}\n\n{}",
            if self.markdown { markdown.clone() + "\n" } else { table.text() }
        );
        self.text.push_str(&format!("\n### {title}\n\n{markdown}\n"));
    }

    /// Shows a sentence about the last table.
    pub(crate) fn note(&mut self, note: &str) {
        println!("{note}");
        self.text.push_str(&format!("\n{note}\n"));
    }

    /// The section of the page.
    pub(crate) fn section(self) -> Section {
        Section { name: self.name, text: self.text, drawing: None }
    }
}
