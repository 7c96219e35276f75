//! What came of it, as a drawing (SVG): a panel for each measure, in it a group of bars for each
//! situation.

use super::experiment::Results;
use super::measure::{Spread, Summary};
use super::policy::POLICIES;
use super::situation::SITUATIONS;

const WIDTH: f64 = 960.0;

/// Where the axes begin and end.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 944.0;

/// Where the first panel begins; above are the title and the legend.
const TOP: f64 = 92.0;

/// From one panel to the next.
const PITCH: f64 = 204.0;

/// Height of a panel's bars, and of the title above them.
const BARS: f64 = 136.0;
const TITLE: f64 = 30.0;

/// From one bar to the next.
const STRIDE: f64 = 47.0;
const BAR: f64 = 34.0;

struct Panel {
    title: &'static str,
    /// Where the axis ends, and how far apart its marks are.
    most: f64,
    step: f64,
    unit: &'static str,
    decimals: usize,
    measure: fn(&Summary) -> Spread,
    /// What is marked within the bar.
    mark: Option<fn(&Summary) -> Spread>,
}

const PANELS: [Panel; 3] = [
    Panel {
        title: "Requests that succeeded, in percent",
        most: 100.0,
        step: 25.0,
        unit: " %",
        decimals: 1,
        measure: |summary| summary.success,
        mark: None,
    },
    Panel {
        title: "Time to the answer, in seconds: 99 % of the requests (bar) and half of them (line in it)",
        most: 5.0,
        step: 1.0,
        unit: " s",
        decimals: 2,
        measure: |summary| summary.p99,
        mark: Some(|summary| summary.p50),
    },
    Panel {
        title: "Attempts sent for each request",
        most: 4.0,
        step: 1.0,
        unit: "",
        decimals: 2,
        measure: |summary| summary.load,
        mark: None,
    },
];

const STYLE: &str = "\
  .paper { fill: #ffffff } text { fill: #1f2328; font: 12px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .panel { font-weight: 600 } .value { font-size: 11px }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .grid { stroke: #d1d9e0 } .axis, .spread, .mark { stroke: #1f2328 } .mark { stroke-width: 2 }
  .policy-0 { fill: #9aa3ad } .policy-1 { fill: #e08214 } .policy-2 { fill: #4393c3 } .policy-3 { fill: #5aae61 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .value { stroke: #0d1117 }
    .grid { stroke: #30363d } .axis, .spread, .mark { stroke: #e6edf3 }
    .policy-0 { fill: #6e7681 } .policy-1 { fill: #bf6a02 } .policy-2 { fill: #2f74a8 } .policy-3 { fill: #3d8447 }
  }
";

/// The drawing.
pub(super) fn svg(results: &Results) -> String {
    let height = TOP + PITCH * PANELS.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n\
         <title id=\"title\">Failure policies compared</title>\n\
         <desc id=\"description\">{}</desc>\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        description(results)
    );
    svg.push_str(&text(LEFT, 32.0, "title", "start", "Failure policies compared"));
    for (place, policy) in (0_u32..).zip(&POLICIES) {
        let x = LEFT + 150.0 * f64::from(place);
        svg.push_str(&format!(
            "<rect class=\"policy-{place}\" x=\"{x}\" y=\"52\" width=\"14\" height=\"14\"/>\n"
        ));
        svg.push_str(&text(x + 20.0, 64.0, "legend", "start", policy.name));
    }
    svg.push_str(&line("spread", [RIGHT - 236.0, 52.0], [RIGHT - 236.0, 66.0]));
    svg.push_str(&text(RIGHT, 64.0, "legend", "end", "least to most; the bar is the median"));
    for (place, panel) in (0_u32..).zip(&PANELS) {
        svg.push_str(&panel.svg(results, TOP + PITCH * f64::from(place)));
    }
    svg.push_str("</svg>\n");
    svg
}

/// The numbers, for those who do not see the drawing.
fn description(results: &Results) -> String {
    let mut text = String::from("Bars of three measures in four situations for four policies.");
    for (situation, summaries) in SITUATIONS.iter().zip(&results.situations) {
        for (policy, summary) in POLICIES.iter().zip(summaries) {
            text.push_str(&format!(
                " {}, {}: {:.1} % succeeded, half within {:.2} s, 99 % within {:.2} s, {:.2} attempts.",
                situation.name,
                policy.name,
                summary.success.median,
                summary.p50.median,
                summary.p99.median,
                summary.load.median
            ));
        }
    }
    text
}

impl Panel {
    fn svg(&self, results: &Results, top: f64) -> String {
        let bottom = top + TITLE + BARS;
        let y = |value: f64| bottom - BARS * value.min(self.most) / self.most;
        let mut svg = text(LEFT, top + 10.0, "panel", "start", self.title);
        let mut value = 0.0;
        while value <= self.most {
            let class = if value > 0.0 { "grid" } else { "axis" };
            svg.push_str(&line(class, [LEFT, y(value)], [RIGHT, y(value)]));
            let mark = format!("{value}{}", self.unit);
            svg.push_str(&text(LEFT - 8.0, y(value) + 4.0, "scale", "end", &mark));
            value += self.step;
        }
        let group = (RIGHT - LEFT) / SITUATIONS.len() as f64;
        let bars = STRIDE * POLICIES.len() as f64;
        for (place, (situation, summaries)) in
            (0_u32..).zip(SITUATIONS.iter().zip(&results.situations))
        {
            let middle = LEFT + group * (f64::from(place) + 0.5);
            svg.push_str(&text(middle, bottom + 17.0, "situation", "middle", situation.name));
            for (policy, summary) in (0_u32..).zip(summaries) {
                let x = middle - bars / 2.0 + STRIDE * (f64::from(policy) + 0.5);
                let spread = (self.measure)(summary);
                let [least, median, most] = [spread.least, spread.median, spread.most].map(y);
                svg.push_str(&format!(
                    "<rect class=\"policy-{policy}\" x=\"{:.1}\" y=\"{median:.1}\" width=\"{BAR}\" height=\"{:.1}\"/>\n",
                    x - BAR / 2.0,
                    bottom - median
                ));
                if least - most >= 1.0 {
                    svg.push_str(&line("spread", [x, least], [x, most]));
                }
                if let Some(mark) = self.mark {
                    let at = y(mark(summary).median);
                    svg.push_str(&line("mark", [x - BAR / 2.0, at], [x + BAR / 2.0, at]));
                }
                let decimals = self.decimals;
                let value = format!("{:.decimals$}", spread.median);
                svg.push_str(&text(x, most - 4.0, "value", "middle", &value));
            }
        }
        svg
    }
}

fn text(x: f64, y: f64, class: &str, anchor: &str, text: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>\n"
    )
}

fn line(class: &str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n"
    )
}
