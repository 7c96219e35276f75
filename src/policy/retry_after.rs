//! When a service asks to be asked again: the `Retry-After` field (RFC 9110, section 10.2.3).

use crate::time::{Duration, UnixTime};

/// What RFC 9111, section 1.2.2, takes for delays that are too large to be told: 68 years.
const LONGEST: u64 = 1 << 31;

/// How long to wait from `time` on; zero if the moment has passed, nothing if `text` is neither a
/// number of seconds nor an IMF-fixdate (RFC 9110, section 5.6.7).
///
/// The date's obsolete forms are not read, and whether the day of the week is that of the date is
/// not looked at. Longer delays count as 2^31 seconds.
pub fn retry_after(text: &str, time: UnixTime) -> Option<Duration> {
    let longest = Duration::from_secs(LONGEST);
    if let Some(seconds) = number(text) {
        return Some(Duration::from_secs(seconds).min(longest));
    }
    let millis = fixdate(text)?.saturating_mul(1000);
    Some(Duration::from_millis(millis.saturating_sub(time.0)).min(longest))
}

/// Digits and nothing else; a number that is too large counts as the largest.
fn number(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        Some(number.saturating_mul(10).saturating_add(digit))
    })
}

/// The number that so many digits write.
fn digits(text: &str, count: usize) -> Option<u64> {
    if text.len() == count { number(text) } else { None }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds since 1970-01-01T00:00:00Z of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`; zero for
/// those before.
fn fixdate(text: &str) -> Option<u64> {
    let (weekday, rest) = text.split_once(", ")?;
    let (day, rest) = rest.split_once(' ')?;
    let (month, rest) = rest.split_once(' ')?;
    let (year, rest) = rest.split_once(' ')?;
    let (hour, rest) = rest.strip_suffix(" GMT")?.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    if !WEEKDAYS.contains(&weekday) {
        return None;
    }
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let (day, year) = (digits(day, 2)?, digits(year, 4)?);
    let (hour, minute, second) = (digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?);
    let known = (1..=days_of_month(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        // A leap second is written as the 60th.
        && second <= 60;
    if !known {
        return None;
    }
    let Some(days) = days_from_civil(year, month, day) else { return Some(0) };
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

fn days_of_month(year: u64, month: u64) -> u64 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Howard Hinnant, "chrono-compatible low-level date algorithms": days since 1970-01-01, of years
/// that have four digits; nothing for those before.
fn days_from_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    // Years begin in March, so that the day that is there in some only is their last.
    let year = year.checked_sub(u64::from(month <= 2))?;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    const NOW: UnixTime = UnixTime(784_111_777_000);

    fn seconds(text: &str) -> Option<u64> {
        retry_after(text, NOW).map(|delay| delay.as_secs())
    }

    #[test]
    fn seconds_and_dates() {
        for (text, delay) in [
            ("0", 0),
            ("120", 120),
            ("007", 7),
            ("99999999999999999999999999", LONGEST),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:49:60 GMT", 23),
            ("Sat, 05 Nov 1994 08:49:37 GMT", 0),
            ("Sat, 01 Jan 0000 00:00:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ] {
            assert_eq!(seconds(text), Some(delay), "{text}");
        }
        let fraction = retry_after("Sun, 06 Nov 1994 08:49:38 GMT", UnixTime(784_111_777_250));
        assert_eq!(fraction, Some(Duration::from_millis(750)));
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Mon, 28 Feb 2000 23:59:59 GMT", 951_782_399),
            ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Mon, 24 Nov 2025 16:00:00 GMT", 1_764_000_000),
        ] {
            assert_eq!(fixdate(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_nothing() {
        for text in [
            "",
            " ",
            "-1",
            "+1",
            "1.5",
            "1 ",
            "1s",
            "٣",
            "soon",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Wed, 29 Feb 2100 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 +8:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:3é GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            ", :: GMT",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert_eq!(seconds(&String::from("1").repeat(100_000)), Some(LONGEST));
        assert_eq!(seconds(&String::from(":, ").repeat(100_000)), None);
    }
}
