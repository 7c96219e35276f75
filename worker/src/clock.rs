//! Time and chance in a Worker. Clocks stand still between one I/O event and the next.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll};

use orquesta::time::{Duration, Instant, UnixTime};

use crate::js;
use crate::table::Table;

thread_local! {
    /// The last time that the clock showed, and how much it has been put back so far.
    static CLOCK: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
    /// The requests whose timer has ended.
    static FIRED: RefCell<Table<()>> = const { RefCell::new(Table::new()) };
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
    FIRED.with_borrow_mut(|fired| fired.insert(request, ()));
}

/// Ends after a time; dropped, it clears its timer. A request has one at a time.
pub(crate) struct Sleep {
    request: u32,
    milliseconds: u32,
    set: bool,
}

impl Sleep {
    /// Lets a request sleep for `duration`.
    pub(crate) fn new(request: u32, duration: Duration) -> Self {
        // `setTimeout` takes whole milliseconds, 31 bits of them; waking early would only mean another
        // timer.
        let milliseconds = duration.as_micros().div_ceil(1000);
        let milliseconds = u32::try_from(milliseconds).unwrap_or(u32::MAX).min(i32::MAX as u32);
        Self { request, milliseconds, set: false }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if !self.set {
            self.set = true;
            js::sleep(self.request, self.milliseconds);
        }
        let fired = FIRED.with_borrow_mut(|fired| fired.remove(self.request));
        if fired.is_some() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if self.set {
            js::clear(self.request);
        }
    }
}
