//! Time as data: nothing in the core reads a clock.

use alloc::format;
use alloc::string::String;
use core::ops::{Add, Sub};
pub use core::time::Duration;

/// A moment on the host's monotonic clock, in microseconds from an origin of the host's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment so many microseconds after the origin.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the origin.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The time since `earlier`; zero if that is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

/// A moment of the calendar, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// The moment in ISO 8601 (RFC 3339), UTC, with milliseconds.
    pub fn to_iso8601(self) -> String {
        let (seconds, milliseconds) = (self.0 / 1000, self.0 % 1000);
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"
        )
    }
}

impl Add<Duration> for UnixTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

/// Howard Hinnant, "chrono-compatible low-level date algorithms", for days since 1970-01-01.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// Longest duration that a plan may name; far below what timers of any host can hold.
const MAX_DURATION: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a duration such as `250ms`, `1.5s`, `10m` or `1h`, of at most a day.
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let unit: u64 = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    // So many decimals of the largest unit fit; of further ones it matters only that there are some.
    let (kept, rest) = fraction.split_at(fraction.len().min(12));
    let parts = kept.bytes().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
    let scale = 10_u64.pow(kept.len() as u32);
    let more = u64::from(rest.bytes().any(|digit| digit != b'0'));
    // A millisecond is the finest that every host's timer can keep, so no digit is lost.
    let fraction = (parts * unit + more).div_ceil(scale);
    let millis = whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(fraction)?;
    Some(Duration::from_millis(millis)).filter(|duration| *duration <= MAX_DURATION)
}

/// Writes a duration for people, to the nearest millisecond: `250 ms`, `1.5 s`.
pub fn humane(duration: Duration) -> String {
    let millis = duration.saturating_add(Duration::from_micros(500)).as_millis();
    if millis < 1000 {
        return format!("{millis} ms");
    }
    let text = format!("{}.{:03}", millis / 1000, millis % 1000);
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_764_000_000_123, "2025-11-24T16:00:00.123Z"),
        ] {
            assert_eq!(UnixTime(millis).to_iso8601(), text);
        }
    }

    #[test]
    fn durations() {
        let millis = |text| parse_duration(text).map(|duration| duration.as_millis());
        assert_eq!(millis("250ms"), Some(250));
        assert_eq!(millis("30.0s"), Some(30_000));
        assert_eq!(millis("0.1s"), Some(100));
        assert_eq!(millis("10m"), Some(600_000));
        assert_eq!(millis("24h"), Some(86_400_000));
        assert_eq!(millis("1.s"), Some(1000));
        assert_eq!(millis("0.0001ms"), Some(1));
        assert_eq!(millis("0.000000000000000001h"), Some(1));
        assert_eq!(millis("0.000277777777777777777777h"), Some(1000));
        assert_eq!(millis("00000000000000000000000000.001s"), Some(1));
        for text in [
            "",
            "s",
            "30",
            "-1s",
            "+1s",
            "1 s",
            "1d",
            "25h",
            "infs",
            ".5s",
            "1e99s",
            "1s1",
            "1.5.5s",
            "99999999999999999999s",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
        assert_eq!(humane(Duration::from_millis(250)), "250 ms");
        assert_eq!(humane(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(humane(Duration::from_secs(30)), "30 s");
        assert_eq!(humane(Duration::from_micros(499_499)), "499 ms");
        assert_eq!(humane(Duration::from_micros(499_998)), "500 ms");
        assert_eq!(humane(Duration::from_micros(999_500)), "1 s");
        assert_eq!(humane(Duration::from_micros(1_023_400)), "1.023 s");
    }
}
