//! Dates as numbers of days since 1970-01-01, and as `YYYY-MM-DD`.

/// The day of a date of the proleptic Gregorian calendar (Howard Hinnant's algorithm).
pub(crate) const fn day(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// `YYYY-MM-DD` of a day.
pub(crate) fn date(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// True for a date that exists, written `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let digits = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (Some(y), Some(m), Some(d)) = (digits(0, 4), digits(5, 7), digits(8, 10)) else {
        return false;
    };
    (1..=12).contains(&m) && (1..=31).contains(&d) && date(day(y, m, d)) == text
}

#[cfg(test)]
mod tests {
    use super::{date, day, is_date};

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2024, 2, 29), 19_782);
        for days in day(1999, 1, 1)..day(2030, 1, 1) {
            assert!(is_date(&date(days)), "{}", date(days));
        }
    }

    #[test]
    fn dates_that_do_not_exist() {
        for text in
            ["2025-02-29", "2025-13-01", "2025-1-01", "2025-01-01x", "hoy", "", "2025/01/01"]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}
