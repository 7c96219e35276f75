//! Copies of the built Worker, altered so that a test can see into it or break it.
//!
//! What is shipped has no code for tests, so a test changes what was built: JavaScript around the
//! wasm tells the size of its memory, and the wasm's own declaration of its memory gets a limit.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use crate::{Worker, built};

/// The path under which [`Altered::memory_shown`] tells the size.
const MEMORY: &str = "/__memory";

/// Keeps the memory of the newest wasm instance at hand.
const WATCH: &str = "
let memory;
{
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    memory = instance.exports.memory;
    return instance;
  };
}
";

/// A folder with a built Worker of its own, removed when dropped.
pub struct Altered {
    folder: PathBuf,
}

impl Altered {
    /// A copy that is the same as the built Worker.
    ///
    /// # Panics
    /// If there is none, or it cannot be copied.
    pub fn copy() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("orquesta-altered-{}-{number}", std::process::id());
        let altered = Self { folder: env::temp_dir().join(name) };
        checked(&altered.folder, fs::create_dir_all(&altered.folder));
        for name in ["index.js", "index_bg.wasm"] {
            let from = built().join(name);
            checked(&from, fs::copy(&from, altered.folder.join(name)));
        }
        altered
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same, telling [`memory`] how large the wasm's memory is.
    ///
    /// # Panics
    /// If the built JavaScript does not end as `esbuild` lets it end.
    #[must_use]
    pub fn memory_shown(self) -> Self {
        let path = self.folder.join("index.js");
        let text = checked(&path, fs::read_to_string(&path));
        let object = text.trim_end().strip_suffix(" as default};");
        let Some((body, object)) = object.and_then(|text| text.rsplit_once("export{")) else {
            panic!("`{}` does not end with its default export", path.display());
        };
        // Imports stand where they are: they come first wherever they are written.
        let text = format!(
            "{WATCH}{body}
export default {{
  async fetch(request, ...others) {{
    if (new URL(request.url).pathname === \"{MEMORY}\") return new Response(memory.buffer.byteLength);
    return await {object}.fetch(request, ...others);
  }},
}};
"
        );
        checked(&path, fs::write(&path, text));
        self
    }

    /// The same, whose wasm cannot have more than `pages` of 64 KiB: asking for more fails, and an
    /// allocation that fails ends in a trap.
    ///
    /// # Panics
    /// If the wasm does not define one memory without a limit, or needs more than this from its start.
    #[must_use]
    pub fn memory_limited(self, pages: u32) -> Self {
        let path = self.folder.join("index_bg.wasm");
        let wasm = limited(&checked(&path, fs::read(&path)), pages);
        let wasm = wasm.unwrap_or_else(|| panic!("`{}` has no memory to limit", path.display()));
        checked(&path, fs::write(&path, wasm));
        self
    }
}

impl Drop for Altered {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The size in bytes of the memory of a Worker whose [`memory is shown`](Altered::memory_shown). It
/// never shrinks: a leak makes it grow for ever, and what is freed lets it stay as it is.
///
/// # Panics
/// If the Worker does not tell.
pub async fn memory(worker: &Worker) -> u64 {
    let answer = String::from_utf8(worker.get(MEMORY).await.body);
    let answer = answer.unwrap_or_else(|error| panic!("{error}"));
    answer.parse().unwrap_or_else(|error| panic!("{error}: `{answer}`"))
}

/// The module with a limit in its memory section, the fifth: after its count, which is 1, stands 0 and
/// the initial size, and is to stand 1, the initial size and the largest.
fn limited(module: &[u8], pages: u32) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    let mut rest = module.get(HEADER..)?;
    let mut result = module.get(..HEADER)?.to_vec();
    let mut found = false;
    while let Some((&id, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (mut section, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
        rest = after;
        let memory;
        if id == 5 {
            let (initial, nothing) = number(section.strip_prefix(&[1, 0])?)?;
            if !nothing.is_empty() || initial > pages {
                return None;
            }
            memory = [vec![1, 1], leb128(initial), leb128(pages)].concat();
            section = &memory;
            found = true;
        }
        result.push(id);
        result.extend(leb128(u32::try_from(section.len()).ok()?));
        result.extend(section);
    }
    found.then_some(result)
}

/// Reads an unsigned LEB128 number.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        value |= u32::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(place + 1..)?));
        }
    }
    None
}

fn leb128(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn checked<T>(path: &Path, result: std::io::Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_put_into_a_module() {
        let before = b"\0asm\x01\0\0\0\x01\x02ab\x05\x03\x01\0\x11\x07\x01c";
        let after = b"\0asm\x01\0\0\0\x01\x02ab\x05\x05\x01\x01\x11\x80\x01\x07\x01c";
        assert_eq!(limited(before, 128).as_deref(), Some(&after[..]));
        assert_eq!(limited(before, 16), None);
        assert_eq!(limited(b"\0asm\x01\0\0\0\x01\x02ab", 16), None);
    }
}
