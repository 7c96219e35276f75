//! Tables, for a terminal and in Markdown.

/// Rows of cells under heads.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    /// Columns two spaces apart, as wide as their longest cell.
    pub(crate) fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let lines = self.rows.iter().map(|row| {
            let cells = (0..).zip(row).map(|(column, cell)| format!("{cell:<0$}", width(column)));
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        });
        lines.collect()
    }

    /// The same in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut lines: Vec<_> =
            self.rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
        let columns = self.rows.first().map(Vec::len).unwrap_or_default();
        lines.insert(1.min(lines.len()), format!("|{}", "---|".repeat(columns)));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(&["é", "bb"]);
        table.row(["long".to_owned(), "c".to_owned()]);
        assert_eq!(table.text(), "é     bb\nlong  c\n");
        assert_eq!(table.markdown(), "| é | bb |\n|---|---|\n| long | c |");
    }
}
