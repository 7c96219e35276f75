//! The attempts over time, a bar each.

use orquesta::time::{Duration, Instant, humane};

use super::paint::{Colour, Paint};
use super::watch::{Attempt, End};

/// Least columns of the bars, also where the names leave fewer.
const LEAST: usize = 10;

/// A line for each attempt and one for the time below them.
pub(super) fn lines(attempts: &[Attempt], total: Duration, paint: Paint) -> Vec<String> {
    let end = |attempt: &Attempt| attempt.ended.map_or(Instant::default() + total, |(end, _)| end);
    let label = |attempt: &Attempt| format!("#{} {}", attempt.number, attempt.source);
    let took = |attempt: &Attempt| humane(end(attempt).since(attempt.sent));
    let widest = |text: &dyn Fn(&Attempt) -> String| {
        attempts.iter().map(|attempt| text(attempt).chars().count()).max().unwrap_or_default()
    };
    let (labels, times) = (widest(&label), widest(&took));
    // One column stays free, as some terminals break a line that fills the last.
    let cells = paint.width.saturating_sub(labels + times + 5).max(LEAST);
    let micros = |at: Instant| u128::from(at.as_micros());
    let all = total.as_micros().max(1);
    let cell = |micros: u128| usize::try_from(micros).unwrap_or(cells).min(cells);
    let mut lines: Vec<String> = attempts
        .iter()
        .map(|attempt| {
            let start = cell(micros(attempt.sent) * cells as u128 / all).min(cells - 1);
            let stop = cell((micros(end(attempt)) * cells as u128).div_ceil(all)).max(start + 1);
            let (glyph, colour) = match attempt.ended {
                Some((_, end)) => (glyph(end), end.colour()),
                None => ("░", Colour::Yellow),
            };
            let bar = paint.text(colour, &glyph.repeat(stop - start));
            let (before, after) = (" ".repeat(start), " ".repeat(cells - stop));
            format!("{:<labels$}  {before}{bar}{after}  {:>times$}", label(attempt), took(attempt))
        })
        .collect();
    let axis = format!("{:labels$}  0{:>rest$}", "", humane(total), rest = cells - 1);
    lines.push(paint.text(Colour::Faint, &axis));
    lines
}

/// How a bar looks without colours.
fn glyph(end: End) -> &'static str {
    match end {
        End::Replied(0..=399) => "█",
        End::Replied(_) | End::Failed(_) => "▒",
        End::Cancelled(_) => "░",
    }
}

#[cfg(test)]
mod tests {
    use orquesta::engine::CancelCause;
    use orquesta::http::Failure;

    use super::*;

    fn attempt(number: u32, source: &str, from: u64, to: u64, end: End) -> Attempt {
        let at = |millis: u64| Instant::from_micros(millis * 1000);
        Attempt { number, source: source.into(), sent: at(from), ended: Some((at(to), end)) }
    }

    #[test]
    fn bars_stand_where_their_time_is() {
        let attempts = [
            attempt(0, "one", 0, 50, End::Replied(200)),
            attempt(1, "other", 25, 26, End::Failed(Failure::Interrupted)),
            attempt(2, "one", 100, 100, End::Cancelled(CancelCause::Expired)),
            attempt(3, "one", 50, 100, End::Replied(503)),
        ];
        let lines = lines(&attempts, Duration::from_millis(100), Paint::plain(38));
        assert_eq!(
            lines,
            [
                "#0 one    ██████████            50 ms",
                "#1 other       ▒                 1 ms",
                "#2 one                       ░   0 ms",
                "#3 one              ▒▒▒▒▒▒▒▒▒▒  50 ms",
                "          0             100 ms",
            ]
        );
    }

    #[test]
    fn narrow_terminals_and_no_time_do_no_harm() {
        let attempts = [attempt(0, "one", 0, 0, End::Replied(200))];
        for width in [0, 1, 20] {
            let lines = lines(&attempts, Duration::ZERO, Paint::plain(width));
            assert!(lines[0].contains('█'), "{lines:?}");
        }
    }
}
