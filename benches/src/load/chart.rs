//! What was measured, as a drawing (SVG): a panel for each answer, in it a group of bars for each amount.

use super::measure::Measured;
use super::scene::Endpoint;
use super::told::processor;
use super::variant::Variant;
use crate::statistics::Spread;

const WIDTH: f64 = 960.0;

/// Where the axes begin and end.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 944.0;

/// Where the first panel begins; above are the title and the legend.
const TOP: f64 = 92.0;

/// From one panel to the next.
const PITCH: f64 = 214.0;

/// Height of a panel's bars, and of the title above them.
const BARS: f64 = 144.0;
const TITLE: f64 = 34.0;

/// Of the groups of bars, the part that is not between them.
const FULL: f64 = 0.84;

/// What bars are relative to.
const BASE: Variant = Variant::Plain;

const HEAD: &str = "What a request costs";

const STYLE: &str = "\
  .paper { fill: #ffffff } text { fill: #1f2328; font: 12px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .panel { font-weight: 600 } .value { font-size: 11px }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .grid { stroke: #d1d9e0 } .axis, .spread { stroke: #1f2328 }
  .way-0 { fill: #5aae61 } .way-1 { fill: #e08214 } .way-2 { fill: #4393c3 } .way-3 { fill: #9970ab } .way-4 { fill: #9aa3ad }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .value { stroke: #0d1117 }
    .grid { stroke: #30363d } .axis, .spread { stroke: #e6edf3 }
    .way-0 { fill: #3d8447 } .way-1 { fill: #bf6a02 } .way-2 { fill: #2f74a8 } .way-3 { fill: #7b5590 } .way-4 { fill: #6e7681 }
  }
";

/// A bar.
struct Bar {
    /// The place of its way among all.
    way: usize,
    ratio: Spread,
    /// Microseconds.
    cost: f64,
}

/// The bars of each amount.
struct Panel {
    endpoint: Endpoint,
    groups: Vec<(String, Vec<Bar>)>,
}

/// The drawing; what was not measured together with plain JavaScript is not in it.
pub(super) fn svg(all: &[Measured]) -> String {
    let panels: Vec<_> = Endpoint::ALL
        .into_iter()
        .map(|endpoint| panel(all, endpoint))
        .filter(|panel| !panel.groups.is_empty())
        .collect();
    let height = TOP + PITCH * panels.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n\
         <title id=\"title\">{HEAD}</title>\n\
         <desc id=\"description\">{}</desc>\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        description(&panels)
    );
    svg.push_str(&text([LEFT, 32.0], "title", "start", HEAD));
    for (place, variant) in Variant::ALL.iter().enumerate() {
        let x = LEFT + 110.0 * place as f64;
        svg.push_str(&format!(
            "<rect class=\"way-{place}\" x=\"{x}\" y=\"52\" width=\"14\" height=\"14\"/>\n"
        ));
        svg.push_str(&text([x + 20.0, 64.0], "legend", "start", variant.name()));
    }
    svg.push_str(&line("spread", [RIGHT - 236.0, 52.0], [RIGHT - 236.0, 66.0]));
    svg.push_str(&text([RIGHT, 64.0], "legend", "end", "least to most; the bar is the median"));
    for (place, panel) in panels.iter().enumerate() {
        svg.push_str(&panel.svg(TOP + PITCH * place as f64));
    }
    svg.push_str("</svg>\n");
    svg
}

fn panel(all: &[Measured], endpoint: Endpoint) -> Panel {
    let scenes = all.iter().filter(|measured| measured.scene.endpoint == endpoint);
    let groups = scenes.filter_map(|measured| {
        let base = processor(measured.of(BASE)?);
        let ways = Variant::ALL.iter().enumerate();
        let bars = ways.filter_map(|(way, variant)| {
            let costs = processor(measured.of(*variant)?);
            let ratio = Spread::ratio(&costs, &base);
            Some(Bar { way, ratio, cost: Spread::of(costs).median })
        });
        Some((measured.scene.amount(), bars.collect()))
    });
    Panel { endpoint, groups: groups.collect() }
}

/// The numbers, for those who do not see the drawing.
fn description(panels: &[Panel]) -> String {
    let mut text =
        String::from("Bars of the processor time for a request, relative to plain JavaScript.");
    for panel in panels {
        for (amount, bars) in &panel.groups {
            for bar in bars {
                let name = Variant::ALL.get(bar.way).map_or("", |variant| variant.name());
                let Bar { ratio, cost, .. } = bar;
                let cost = milliseconds(*cost);
                let endpoint = panel.endpoint.name();
                text.push_str(&format!(
                    " {endpoint}, {amount}, {name}: {:.2}, which is {cost} ms.",
                    ratio.median
                ));
            }
        }
    }
    text
}

impl Panel {
    fn svg(&self, top: f64) -> String {
        let bottom = top + TITLE + BARS;
        let bars = self.groups.iter().flat_map(|(_, bars)| bars);
        let most = bars.map(|bar| bar.ratio.median).fold(1.0, f64::max);
        let most = (most * 2.0).ceil() / 2.0;
        let y = |value: f64| bottom - BARS * value.min(most) / most;
        let title = format!(
            "{}: processor time relative to plain JavaScript, and above the bars in milliseconds",
            self.endpoint.name()
        );
        let mut svg = text([LEFT, top + 10.0], "panel", "start", &title);
        let step = if most > 2.0 { 1.0 } else { 0.5 };
        let mut value = 0.0;
        while value <= most {
            let class = if value > 0.0 { "grid" } else { "axis" };
            svg.push_str(&line(class, [LEFT, y(value)], [RIGHT, y(value)]));
            svg.push_str(&text([LEFT - 8.0, y(value) + 4.0], "scale", "end", &value.to_string()));
            value += step;
        }
        let group = (RIGHT - LEFT) / self.groups.len() as f64;
        for (place, (amount, bars)) in self.groups.iter().enumerate() {
            let middle = LEFT + group * (place as f64 + 0.5);
            svg.push_str(&text([middle, bottom + 17.0], "amount", "middle", amount));
            let stride = (group * FULL / bars.len() as f64).min(48.0);
            let width = stride * 0.74;
            for (place, bar) in bars.iter().enumerate() {
                let x = middle + stride * (place as f64 + 0.5 - bars.len() as f64 / 2.0);
                let [least, median, most] =
                    [bar.ratio.least, bar.ratio.median, bar.ratio.most].map(y);
                svg.push_str(&format!(
                    "<rect class=\"way-{}\" x=\"{:.1}\" y=\"{median:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>\n",
                    bar.way,
                    x - width / 2.0,
                    bottom - median
                ));
                if least - most >= 1.0 {
                    svg.push_str(&line("spread", [x, least], [x, most]));
                }
                svg.push_str(&text([x, most - 4.0], "value", "middle", &milliseconds(bar.cost)));
            }
        }
        svg
    }
}

/// Microseconds as milliseconds, with as many digits as say something.
fn milliseconds(cost: f64) -> String {
    let decimals = if cost < 10_000.0 { 2 } else { 1 };
    format!("{:.decimals$}", cost / 1000.0)
}

fn text([x, y]: [f64; 2], class: &str, anchor: &str, text: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>\n"
    )
}

fn line(class: &str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n"
    )
}
