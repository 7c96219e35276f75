//! What `benches/node/scan.mjs` calls.

use std::cell::RefCell;
use std::slice;
use std::sync::LazyLock;

use orquesta::plan::Plan;

use crate::task::{Job, Task};

static PLAN: LazyLock<Option<Plan>> = LazyLock::new(|| crate::plan().ok());

thread_local! {
    static JOBS: RefCell<Vec<Job<'static>>> = const { RefCell::new(Vec::new()) };
}

/// Memory for a body of `length` bytes, never given back.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Prepares the task at a place in [`Task::ALL`] on a body and gives its number, or -1 if it cannot be done.
///
/// # Safety
/// `body` is what [`allocate`] gave for `length`, filled before and not written to from now on.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn prepare(task: usize, body: *const u8, length: usize) -> i32 {
    // SAFETY: by the contract of this function the bytes are there, for good, and do not change.
    let body: &'static [u8] = unsafe { slice::from_raw_parts(body, length) };
    let job = Task::ALL.get(task).zip(PLAN.as_ref()).and_then(|(task, plan)| task.job(plan, body));
    let Some(job) = job else { return -1 };
    JOBS.with_borrow_mut(|jobs| {
        jobs.push(job);
        i32::try_from(jobs.len() - 1).unwrap_or(-1)
    })
}

/// Does what was prepared so many times; false if it failed.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn run(job: usize, times: u32) -> bool {
    JOBS.with_borrow_mut(|jobs| match jobs.get_mut(job) {
        Some(job) => (0..times).all(|_| job()),
        None => false,
    })
}
