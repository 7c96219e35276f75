//! The SQLite file: made once from a seed, then only read.

mod filter;
mod read;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::data::generate;
use crate::error::Error;

pub(crate) use filter::Filter;
pub(crate) use read::{accounts, accounts_of, posts, profile, questions, totals, users};

/// More readers than this do not help a demo machine.
const MOST_READERS: usize = 4;

/// Read-only connections, used in turn.
#[derive(Debug)]
pub(crate) struct Store {
    readers: Vec<Mutex<Connection>>,
    next: AtomicUsize,
}

impl Store {
    /// Opens the file, making it first unless it was made with the same seed and size.
    pub(crate) fn open(path: &Path, seed: u64, posts: u32) -> Result<Self, Error> {
        let failed = |cause: String| Error::Data { path: path.to_owned(), cause };
        let first = match reuse(path, seed, posts).map_err(failed)? {
            Some(reader) => reader,
            None => {
                make(path, seed, posts).map_err(failed)?;
                reader(path).map_err(|error| failed(error.to_string()))?
            }
        };
        let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS);
        let mut readers = vec![Mutex::new(first)];
        while readers.len() < count {
            readers.push(Mutex::new(reader(path).map_err(|error| failed(error.to_string()))?));
        }
        Ok(Self { readers, next: AtomicUsize::new(0) })
    }

    /// Runs a query here and now.
    pub(crate) fn read<T>(&self, query: impl FnOnce(&Connection) -> T) -> T {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        query(&self.readers[turn].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs a query where it may block; the error says why it failed.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let store = Arc::clone(self);
        match tokio::task::spawn_blocking(move || store.read(query)).await {
            Ok(answer) => answer.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The file as it is, if it suits; an error if it belongs to someone else.
fn reuse(path: &Path, seed: u64, posts: u32) -> Result<Option<Connection>, String> {
    if std::fs::metadata(path).map_or(0, |file| file.len()) == 0 {
        return Ok(None);
    }
    let ours = |file: &Connection| -> rusqlite::Result<i32> {
        file.pragma_query_value(None, "application_id", |row| row.get(0))
    };
    let file = reader(path).map_err(|error| error.to_string())?;
    if !matches!(ours(&file), Ok(schema::APPLICATION)) {
        return Err("it exists and was made by another program; move it, or name another file \
                    with `--data`"
            .to_owned());
    }
    Ok(matches!(read::is_made_with(&file, seed, posts), Ok(true)).then_some(file))
}

/// Makes the file beside its place and moves it there once complete: a file with this name is
/// never half done, and processes that started together do not disturb each other.
fn make(path: &Path, seed: u64, posts: u32) -> Result<(), String> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
    let draft = PathBuf::from(draft);
    // Left over by a process of the same number that was killed.
    let _ = std::fs::remove_file(&draft);
    let made = fill(&draft, seed, posts)
        .map_err(|error| error.to_string())
        .and_then(|()| std::fs::rename(&draft, path).map_err(|error| error.to_string()));
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    made
}

fn fill(draft: &Path, seed: u64, posts: u32) -> rusqlite::Result<()> {
    let mut file = Connection::open(draft)?;
    schema::create(&mut file, seed, posts, &generate(seed, posts))?;
    file.close().map_err(|(_, error)| error)
}

fn reader(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}
