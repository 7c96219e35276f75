//! Remembers from which inputs something was made, so that it is not made again from the same.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use xtask::error::{Context, Result};

/// The inputs of one artefact.
pub(crate) struct Stamp {
    path: PathBuf,
    hasher: DefaultHasher,
}

impl Stamp {
    /// A stamp that is kept in the file `path`.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), hasher: DefaultHasher::new() }
    }

    /// Adds the content of a file.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).on("read", path)?;
        self.hasher.write_usize(bytes.len());
        self.hasher.write(&bytes);
        Ok(self)
    }

    /// Adds a text, such as the options with which a tool is run.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.hasher.write_usize(text.len());
        self.hasher.write(text.as_bytes());
        self
    }

    /// Whether the artefact was made from these inputs.
    pub(crate) fn matches(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.value())
    }

    /// To be called when the artefact has been made.
    pub(crate) fn write(&self) -> Result<()> {
        fs::write(&self.path, self.value()).on("write", &self.path)
    }

    fn value(&self) -> String {
        format!("{:016x}\n", self.hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_matches_the_inputs_it_was_written_for() {
        let folder = std::env::temp_dir().join(format!("orquesta-stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let input = folder.join("input");
        let stamp = |text: &str| {
            fs::write(&input, text).unwrap();
            Stamp::new(folder.join("stamp")).file(&input).unwrap().text("-O3")
        };
        assert!(!stamp("one").matches());
        stamp("one").write().unwrap();
        assert!(stamp("one").matches());
        assert!(!stamp("two").matches());
        // The border between two inputs counts.
        assert!(!stamp("one-").text("O3").matches());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_missing_input_is_named() {
        let Err(error) = Stamp::new("stamp").file(Path::new("no/such/file")) else {
            panic!("it does not exist")
        };
        assert!(error.to_string().starts_with("cannot read `no/such/file`"), "{error}");
    }
}
