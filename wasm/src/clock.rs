//! Time and chance in JavaScript. In a Worker clocks stand still between one I/O event and the next.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll};

use orquesta::time::{Duration, Instant, UnixTime};

use crate::js;
use crate::table::Table;

thread_local! {
    /// The last time that the clock showed, and how much it has been put back so far.
    static CLOCK: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
    /// When the timers that are set are due.
    static DUE: RefCell<Table<Instant>> = const { RefCell::new(Table::new()) };
}

/// The time on a clock that never goes back. That of a Worker does, with the calendar's.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn now() -> Instant {
    let shown = js::now();
    let (last, put_back) = CLOCK.get();
    let put_back = put_back + (last - shown).max(0.0);
    CLOCK.set((shown, put_back));
    Instant::from_micros(((shown + put_back) * 1000.0) as u64)
}

/// So many milliseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn milliseconds(count: f64) -> Duration {
    Duration::from_micros((count * 1000.0) as u64)
}

/// The calendar's time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn unix_time() -> UnixTime {
    UnixTime(js::unix_time() as u64)
}

/// A seed for delays; it need not be a secret.
pub(crate) fn seed() -> u64 {
    js::random().to_bits()
}

/// Notes that the timer of a request has ended.
pub(crate) fn fired(request: u32) {
    DUE.with_borrow_mut(|due| due.remove(request));
}

/// A request whose timer should have ended so long ago.
pub(crate) fn overdue(now: Instant, by: Duration) -> Option<u32> {
    DUE.with_borrow_mut(|due| {
        let request = due.find(|moment| *moment + by < now)?;
        due.remove(request);
        Some(request)
    })
}

/// Ends after a time; dropped, it clears its timer. A request has one at a time.
pub(crate) struct Sleep {
    request: u32,
    until: Instant,
    set: bool,
}

impl Sleep {
    /// Lets a request sleep until `moment`.
    pub(crate) fn new(request: u32, until: Instant) -> Self {
        Self { request, until, set: false }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.set {
            let waits = DUE.with_borrow_mut(|due| due.get_mut(self.request).is_some());
            return if waits { Poll::Pending } else { Poll::Ready(()) };
        }
        self.set = true;
        DUE.with_borrow_mut(|due| due.insert(self.request, self.until));
        // `setTimeout` takes whole milliseconds, 31 bits of them; waking early would only mean another
        // timer.
        let milliseconds = self.until.since(now()).as_micros().div_ceil(1000);
        let milliseconds = u32::try_from(milliseconds).unwrap_or(u32::MAX).min(i32::MAX as u32);
        js::sleep(self.request, milliseconds);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if self.set {
            DUE.with_borrow_mut(|due| due.remove(self.request));
            js::clear(self.request);
        }
    }
}
