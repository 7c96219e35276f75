//! What the wasm asks of JavaScript (`js/host.js`), and texts that JavaScript hands over.

use std::cell::RefCell;

/// What a piece says that is of no body, but in this memory.
pub(crate) const TEXT: u32 = u32::MAX;
/// Instead of a request: none.
pub(crate) const NOBODY: u32 = u32::MAX;
/// The body of the reply is not wanted.
pub(crate) const FORGET_BODY: u32 = 1;
/// The request has a body.
pub(crate) const HAS_BODY: u32 = 2;

// SAFETY: these are the functions of `host` in `js/host.js`, with these parameters. The safe ones take
// numbers only.
#[link(wasm_import_module = "host")]
unsafe extern "C" {
    #[link_name = "send"]
    fn host_send(
        call: u32,
        text: *const u8,
        length: usize,
        body: *const u8,
        size: usize,
        flags: u32,
    );
    #[link_name = "copy"]
    fn host_copy(call: u32, at: usize, to: *mut u8, length: usize);
    #[link_name = "answer"]
    fn host_answer(
        request: u32,
        status: u32,
        head: *const u8,
        length: usize,
        pieces: *const [u32; 3],
        count: usize,
    );
    #[link_name = "part"]
    fn host_part(request: u32, pieces: *const [u32; 3], count: usize);
    #[link_name = "tell"]
    fn host_tell(text: *const u8, length: usize);
    #[link_name = "wanted"]
    fn host_wanted(text: *const u8, length: usize);
    #[link_name = "complain"]
    fn host_complain(text: *const u8, length: usize);
    /// Aborts a call, and forgets what has come of it.
    pub(crate) safe fn abort(call: u32);
    /// Forgets the body of a reply.
    pub(crate) safe fn release(call: u32);
    /// Sets the timer of a request, in place of the one that is set.
    pub(crate) safe fn sleep(request: u32, milliseconds: u32);
    /// Clears the timer of a request.
    pub(crate) safe fn clear(request: u32);
    /// Forgets a request that nobody can answer any more.
    pub(crate) safe fn lose(request: u32);
    /// Milliseconds on the clock for durations.
    pub(crate) safe fn now() -> f64;
    /// Milliseconds since 1970.
    pub(crate) safe fn unix_time() -> f64;
    /// A number from 0 to 1.
    pub(crate) safe fn random() -> f64;
}

thread_local! {
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room in the inbox for a text of so many bytes and gives its address.
pub(crate) fn inbox(length: usize) -> *mut u8 {
    INBOX.with_borrow_mut(|inbox| {
        inbox.clear();
        inbox.resize(length, 0);
        inbox.as_mut_ptr()
    })
}

/// The text of so many bytes that has been put into the inbox.
pub(crate) fn take(length: usize) -> String {
    INBOX.with_borrow(|inbox| {
        let text = inbox.get(..length).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    })
}

/// Sends a request: its method, its URL, and the names and values of its header fields, one to a line.
pub(crate) fn send(call: u32, text: &str, body: &[u8], flags: u32) {
    // SAFETY: JavaScript reads what the two slices hold, and keeps neither.
    unsafe { host_send(call, text.as_ptr(), text.len(), body.as_ptr(), body.len(), flags) }
}

/// Copies the bytes of a body from `at` on into `out`; it has as many.
pub(crate) fn copy(call: u32, at: usize, out: &mut [u8]) {
    // SAFETY: JavaScript writes as many bytes as the slice has, into it.
    unsafe { host_copy(call, at, out.as_mut_ptr(), out.len()) }
}

/// Answers a request: names and values of header fields, one to a line; then pieces, each the call that
/// a body is of, the start and the length, or [`TEXT`], the address and the length.
pub(crate) fn answer(request: u32, status: u16, head: &str, pieces: &[[u32; 3]]) {
    let status = u32::from(status);
    // SAFETY: JavaScript reads what the slices hold and what the pieces name, which are slices of this
    // memory that live at least as long as this call, or its own; it keeps none.
    unsafe {
        host_answer(request, status, head.as_ptr(), head.len(), pieces.as_ptr(), pieces.len());
    }
}

/// Gives the caller of a request a part of its answer, in pieces as an [`answer`] is.
pub(crate) fn part(request: u32, pieces: &[[u32; 3]]) {
    // SAFETY: as for `answer`.
    unsafe { host_part(request, pieces.as_ptr(), pieces.len()) }
}

/// Gives JavaScript a text that it has asked for.
pub(crate) fn tell(text: &[u8]) {
    // SAFETY: JavaScript reads what the slice holds.
    unsafe { host_tell(text.as_ptr(), text.len()) }
}

/// Says which header fields of requests are wanted, one name to a line.
pub(crate) fn wanted(names: &str) {
    // SAFETY: JavaScript reads what the slice holds.
    unsafe { host_wanted(names.as_ptr(), names.len()) }
}

/// Writes to the log, as an error.
pub(crate) fn complain(text: &str) {
    // SAFETY: JavaScript reads what the slice holds.
    unsafe { host_complain(text.as_ptr(), text.len()) }
}
