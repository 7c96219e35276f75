//! Lines whose columns stand below each other.

/// One line a row, columns two spaces apart, as wide as their longest cell.
pub(crate) fn lines<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

/// A count and its noun.
pub(crate) fn count(count: u32, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [["é", "bb", "c"], ["long", "", "d"], ["x", "y", ""]];
        let lines = lines(&rows.map(|row| row.map(str::to_owned)));
        assert_eq!(lines, ["é     bb  c", "long      d", "x     y"]);
        assert_eq!([count(1, "attempt"), count(3, "attempt")], ["1 attempt", "3 attempts"]);
    }
}
