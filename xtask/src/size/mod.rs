//! How large the Worker is, and what a page downloads, against the snapshot in `sizes.snap`.
//!
//! What counts is the size after gzip, which is what Cloudflare limits. It is measured with Node's zlib,
//! which is there anyway and has brotli, too.

pub(crate) mod page;
mod readme;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::build;
use crate::progress::Progress;
use crate::setup::{self, Rust};
use crate::www;

/// Most bytes that the wasm may have after gzip.
const LIMIT: usize = 150_000;

/// By how many thousandths of the snapshot a file may grow unnoticed.
const TOLERANCE: usize = 10;

/// The same by another version of Rust than that of the snapshot: LLVM inlines anew with every version,
/// which moves the whole by a few hundredths with no change here.
const TOLERANCE_ELSEWHERE: usize = 50;

/// What is delivered as a Worker, in `worker/build`.
const WORKER: [&str; 2] = ["index_bg.wasm", "index.js"];

/// Prints the size of each file that it is given: raw, by gzip and by brotli, each at its best.
const MEASURE: &str = "
const { readFileSync } = require('node:fs'), zlib = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const bytes = readFileSync(path);
  const gzip = zlib.gzipSync(bytes, { level: 9 }), brotli = zlib.brotliCompressSync(bytes);
  console.log(bytes.length, gzip.length, brotli.length);
}";

/// The bytes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Size {
    file: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// The bytes of all files, and by which Rust they were compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Snapshot {
    rust: String,
    sizes: Vec<Size>,
}

/// Builds the Worker, prints how large it is, and fails if it has grown.
pub(crate) fn check() -> Result<()> {
    let now = measure()?;
    let path = path();
    let text = fs::read_to_string(&path).on("read", &path)?;
    let kept = Snapshot::parse(&text).ok_or_else(|| {
        Error::new(format!("`{}` is no snapshot of sizes; {WRITE}", path.display()))
    })?;
    println!("{}", now.table(Some(&kept)));
    now.compare(&kept)?;
    readme::check(&kept)
}

/// Builds the Worker, prints how large it is, and keeps that in the snapshot.
pub(crate) fn write() -> Result<()> {
    let now = measure()?;
    println!("{}", now.table(None));
    let path = path();
    fs::write(&path, format!("{HEAD}{}", now.table(None))).on("write", &path)?;
    readme::write(&now)
}

const HEAD: &str = "# How large the Worker is, and what a page downloads, in bytes. Written by `cargo xtask size --write`.\n";
const WRITE: &str = "`cargo xtask size --write` writes it anew";

fn path() -> PathBuf {
    repository::root().join("sizes.snap")
}

fn measure() -> Result<Snapshot> {
    let (rust, page) = Progress::show(|progress| {
        build::worker(progress)?;
        www::package(progress)?;
        Ok((setup::rust(progress)?, page::bundle(progress)?))
    })?;
    let mut files = WORKER.map(|file| repository::worker_build().join(file)).to_vec();
    files.extend(page);
    Ok(Snapshot { rust: version(rust)?, sizes: sizes(&files)? })
}

/// The version of the compiler, such as `1.95.0`.
fn version(rust: Rust) -> Result<String> {
    let text = output(rust.rustc().arg("--version"))?;
    let version = text.split_whitespace().nth(1).map(str::to_owned);
    version.ok_or_else(|| Error::new(format!("`rustc --version` says `{}`", text.trim())))
}

fn sizes(files: &[PathBuf]) -> Result<Vec<Size>> {
    let text = output(Command::new("node").args(["--eval", MEASURE]).args(files))?;
    let names = files.iter().map(|file| file.file_name().unwrap_or_default().to_string_lossy());
    let lines = text.lines().zip(names).map(|(line, name)| Size::parse(&format!("{name} {line}")));
    let sizes: Vec<_> = lines.flatten().collect();
    if sizes.len() == files.len() {
        Ok(sizes)
    } else {
        Err(Error::new(format!("`node` measured {} of {} files", sizes.len(), files.len())))
    }
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().on("run", Path::new(&program))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Error::new(format!("`{program}` failed ({}): {}", output.status, said.trim())))
    }
}

impl Size {
    /// Reads a line of the table.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let file = words.next()?.to_owned();
        let mut number = || words.next()?.parse().ok();
        Some(Self { file, raw: number()?, gzip: number()?, brotli: number()? })
    }
}

impl Snapshot {
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let rust = lines.next()?.strip_prefix("rustc ")?.to_owned();
        let sizes: Option<Vec<_>> = lines.skip(1).map(Size::parse).collect();
        Some(Self { rust, sizes: sizes? })
    }

    fn of(&self, file: &str) -> Option<&Size> {
        self.sizes.iter().find(|size| size.file == file)
    }

    /// The sizes as text, with how far the compressed ones are from those of `kept`.
    fn table(&self, kept: Option<&Self>) -> String {
        let mut text = format!("rustc {}\n", self.rust);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<14} {:>8} {:>8} {:>8}", "file", "raw", "gzip", "brotli");
        for Size { file, raw, gzip, brotli } in &self.sizes {
            let _ = write!(text, "{file:<14} {raw:>8} {gzip:>8} {brotli:>8}");
            if let Some(before) = kept.and_then(|kept| kept.of(file)) {
                let change = gzip.cast_signed() - before.gzip.cast_signed();
                let _ = write!(text, "  gzip {change:+}");
            }
            text.push('\n');
        }
        text
    }

    fn compare(&self, kept: &Self) -> Result<()> {
        let same = self.rust == kept.rust;
        let tolerance = if same { TOLERANCE } else { TOLERANCE_ELSEWHERE };
        for Size { file, gzip, .. } in &self.sizes {
            let before = kept.of(file).map(|size| size.gzip).ok_or_else(|| {
                Error::new(format!("the snapshot of sizes has no `{file}`; {WRITE}"))
            })?;
            if *gzip > before + before * tolerance / 1000 {
                return Err(Error::new(format!(
                    "`{file}` has {gzip} bytes after gzip, {before} before; make it smaller, or if it is \
                     worth that, `cargo xtask size --write` keeps the new size"
                )));
            }
            if file == WORKER[0] && *gzip > LIMIT {
                return Err(Error::new(format!(
                    "`{file}` has {gzip} bytes after gzip, and {LIMIT} is what it may have"
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(rust: &str, gzip: usize) -> Snapshot {
        let size =
            |file: &&str| Size { file: (*file).into(), raw: 3 * gzip, gzip, brotli: gzip - 1 };
        Snapshot { rust: rust.into(), sizes: WORKER.iter().chain(&page::FILES).map(size).collect() }
    }

    #[test]
    fn a_snapshot_reads_as_it_was_written() {
        let sizes = snapshot("1.95.0", 1000);
        assert_eq!(Snapshot::parse(&format!("{HEAD}{}", sizes.table(None))), Some(sizes));
        assert_eq!(Snapshot::parse("rustc 1.95.0\nfile raw\nindex.js 1 2\n"), None);
        assert!(Snapshot::parse(include_str!("../../../sizes.snap")).is_some());
    }

    #[test]
    fn growth_is_refused_beyond_the_tolerance() {
        let kept = snapshot("1.95.0", 1000);
        for (rust, gzip, fits) in [
            ("1.95.0", 500, true),
            ("1.95.0", 1010, true),
            ("1.95.0", 1011, false),
            ("1.96.0", 1050, true),
            ("1.96.0", 1051, false),
        ] {
            let result = snapshot(rust, gzip).compare(&kept);
            assert_eq!(result.is_ok(), fits, "{rust} {gzip}");
        }
    }

    #[test]
    fn the_limit_is_kept_whatever_the_snapshot_says() {
        let at = snapshot("1.95.0", LIMIT);
        assert!(at.compare(&at).is_ok());
        let above = snapshot("1.95.0", LIMIT + 1);
        assert!(above.compare(&at).is_err() && above.compare(&above).is_err());
    }

    #[test]
    fn a_file_is_measured() {
        let file = repository::root().join("LICENSE-MIT");
        let sizes = sizes(std::slice::from_ref(&file)).unwrap();
        assert_eq!(sizes[0].raw as u64, file.metadata().unwrap().len());
        assert!(sizes[0].gzip < sizes[0].raw && sizes[0].brotli < sizes[0].raw);
    }
}
