//! Writing to the standard output and the standard error.

use std::io::{ErrorKind, IsTerminal, Write};

use crate::error::{Error, Exit};

/// Writes pieces to the standard output, and ends the line if that is a terminal.
pub(crate) fn body(pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let mut last = None;
    let write = || {
        for piece in pieces {
            let piece = piece.as_ref();
            out.write_all(piece)?;
            last = piece.last().copied().or(last);
        }
        if out.is_terminal() && last.is_some_and(|last| last != b'\n') {
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    match write() {
        // Whoever reads has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Error::new(Exit::Broken, format_args!("cannot write: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Writes a text to the standard output.
pub(crate) fn text(text: &str) -> Result<(), Error> {
    body(std::iter::once(text.as_bytes()))
}

/// Writes a line to the standard error. Nobody can be told if that fails.
pub(crate) fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
