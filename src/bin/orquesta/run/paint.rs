//! Colours, where they are wanted, and how wide a line may be.

use std::io::{IsTerminal, stderr};

/// The standard error: whether it takes colours, and its width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    colours: bool,
    /// Columns of a line.
    pub(super) width: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Colour {
    Green,
    Yellow,
    Red,
    Faint,
}

impl Paint {
    /// No colours and 80 columns unless it is a terminal; no colours either where `NO_COLOR` is set
    /// (<https://no-color.org>).
    pub(super) fn of_stderr() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let size = terminal_size::terminal_size_of(stderr());
        let width = size.map_or(80, |(width, _)| usize::from(width.0));
        Self { colours: stderr().is_terminal() && !refused, width }
    }

    /// Without colours.
    #[cfg(test)]
    pub(super) fn plain(width: usize) -> Self {
        Self { colours: false, width }
    }

    pub(super) fn text(self, colour: Colour, text: &str) -> String {
        if !self.colours || text.is_empty() {
            return text.to_owned();
        }
        let code = match colour {
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Red => 31,
            Colour::Faint => 2,
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}
