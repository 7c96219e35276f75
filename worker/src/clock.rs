//! Time and chance in a Worker. Clocks stand still between one I/O event and the next.

use std::cell::Cell;

use orquesta::time::{Duration, Instant, UnixTime};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &js_sys::Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

thread_local! {
    /// The last time that the clock showed, and how much it has been put back so far.
    static CLOCK: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
}

/// The time on a clock that never goes back. That of a Worker does, with the calendar's.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn now() -> Instant {
    let shown = performance_now();
    let (last, put_back) = CLOCK.get();
    let put_back = put_back + (last - shown).max(0.0);
    CLOCK.set((shown, put_back));
    Instant::from_micros(((shown + put_back) * 1000.0) as u64)
}

/// The calendar's time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn unix_time() -> UnixTime {
    UnixTime(js_sys::Date::now() as u64)
}

/// A seed for delays; it need not be a secret.
pub(crate) fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

/// Ends after `duration`; dropped, it clears its timer.
pub(crate) async fn sleep(duration: Duration) {
    // `setTimeout` takes whole milliseconds; waking early would only mean another timer.
    let milliseconds = duration.as_micros().div_ceil(1000);
    let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
    let mut timer = None;
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        timer = Some(Timer { id: set_timeout(&resolve, milliseconds), resolve });
    });
    // Nothing rejects this promise.
    let _ = JsFuture::from(promise).await;
}

struct Timer {
    id: JsValue,
    resolve: js_sys::Function,
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
        // A `JsFuture` is freed when its promise settles, and never otherwise.
        let _ = self.resolve.call0(&JsValue::UNDEFINED);
    }
}
