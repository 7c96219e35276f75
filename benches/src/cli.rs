//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::bodies::Style;
use crate::load::{Effort, Endpoint, Variant};

/// What can be measured.
pub(crate) const PARTS: [(&str, &str); 3] = [
    ("load", "The built Worker under load, against other Workers"),
    ("core", "The JSON engine alone, natively and in Node, against other readers of JSON"),
    ("size", "What the built Worker weighs, and how long it is until it answers"),
];

const SIZES: &str = "10k,114k,1.1m,5.5m";
const SOURCES: &str = "1,4,16,40";

/// What is to be measured, and how.
#[derive(Debug)]
pub(crate) struct Options {
    parts: Vec<String>,
    /// Bytes of all bodies of a request.
    pub(crate) sizes: Vec<usize>,
    /// How many sources a request has, where that is what varies.
    pub(crate) sources: Vec<usize>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) style: Style,
    pub(crate) effort: Effort,
    pub(crate) markdown: bool,
    /// The folder to write the page into.
    pub(crate) write: Option<PathBuf>,
}

impl Options {
    /// Whether this part is wanted.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|wanted| wanted == part)
    }
}

/// What can be asked for.
pub(crate) fn command() -> Command {
    Command::new("orquesta-bench")
        .bin_name("cargo xtask bench")
        .about("Measure orquesta against other ways to do the same")
        .long_about(
            "Measure orquesta against other ways to do the same, under load in the same `workerd`, and print \
             medians over the rounds with the least and the most. Whatever else runs on the machine meanwhile \
             shows.",
        )
        .arg(
            list("only", "PART", "Measure these parts alone").value_parser(
                PossibleValuesParser::new(PARTS.map(|(name, about)| PossibleValue::new(name).help(about))),
            ),
        )
        .arg(list("sizes", "SIZE", "Bytes of all bodies of a request to the dashboard").default_value(SIZES).value_parser(size))
        .arg(
            list("sources", "N", "How many services are asked, each for 10 kB, where that is what varies")
                .default_value(SOURCES)
                .value_parser(value_parser!(u8).range(1..=64)),
        )
        .arg(list("endpoints", "NAME", "Answers to ask for").value_parser(PossibleValuesParser::new(Endpoint::ALL.map(Endpoint::name))))
        .arg(
            list("variants", "NAME", "Ways to answer that are compared").value_parser(
                PossibleValuesParser::new(Variant::ALL.map(|variant| {
                    PossibleValue::new(variant.name()).help(variant.about())
                })),
            ),
        )
        .arg(
            Arg::new("rounds")
                .long("rounds")
                .value_name("N")
                .help("How often each is started and measured")
                .default_value("5")
                .value_parser(value_parser!(u16).range(1..)),
        )
        .arg(
            Arg::new("seconds")
                .long("seconds")
                .value_name("S")
                .help("How long each is measured in a round, at least")
                .default_value("1")
                .value_parser(seconds),
        )
        .arg(flag("no-latency", "Measure no times to the answer"))
        .arg(flag("spaced", "Let services put a space after `,` and `:`, as `json.dumps` of Python does"))
        .arg(flag("markdown", "Print tables in Markdown"))
        .arg(
            Arg::new("write")
                .long("write")
                .value_name("DIR")
                .help("Write the page benchmarks.md and its drawing into DIR, or into docs/")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"))
                .value_parser(value_parser!(PathBuf)),
        )
}

/// What was asked for.
pub(crate) fn options(matches: &ArgMatches) -> Options {
    let seconds = matches.get_one("seconds").copied().unwrap_or_default();
    Options {
        parts: wanted(matches, "only", PARTS.map(|(name, _)| (name, name.to_owned()))),
        sizes: matches.get_many("sizes").into_iter().flatten().copied().collect(),
        sources: matches
            .get_many::<u8>("sources")
            .into_iter()
            .flatten()
            .map(|count| usize::from(*count))
            .collect(),
        endpoints: wanted(matches, "endpoints", Endpoint::ALL.map(|one| (one.name(), one))),
        variants: wanted(matches, "variants", Variant::ALL.map(|one| (one.name(), one))),
        style: if matches.get_flag("spaced") { Style::Spaced } else { Style::Compact },
        effort: Effort {
            rounds: matches.get_one::<u16>("rounds").copied().unwrap_or(1).into(),
            time: Duration::from_secs_f64(seconds),
            latency: !matches.get_flag("no-latency"),
        },
        markdown: matches.get_flag("markdown"),
        write: matches.get_one("write").cloned(),
    }
}

/// Those of `all` that were named, in the order of `all`; unless any were, all of them.
fn wanted<T, const N: usize>(matches: &ArgMatches, name: &str, all: [(&str, T); N]) -> Vec<T> {
    let named: Option<Vec<&String>> = matches.get_many(name).map(Iterator::collect);
    let is_named =
        |name: &str| named.as_ref().is_none_or(|named| named.iter().any(|other| *other == name));
    all.into_iter().filter(|(name, _)| is_named(name)).map(|(_, value)| value).collect()
}

fn list(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help).value_delimiter(',')
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::SetTrue)
}

/// Bytes, as in `114k` or `1.1m`.
fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'm']) {
        Some(digits) if text.ends_with('k') => (digits, 1e3),
        Some(digits) => (digits, 1e6),
        None => (text, 1.0),
    };
    let bytes = digits.parse().map(|number: f64| number * unit);
    match bytes {
        Ok(bytes) if (1e3..=15e6).contains(&bytes) => Ok(bytes.round() as usize),
        _ => Err("expected bytes from `1k` to `15m`".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=600.0).contains(seconds));
    seconds.ok_or_else(|| "expected a number from 0.1 to 600".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn sizes_are_bytes() {
        assert_eq!(size("114k"), Ok(114_000));
        assert_eq!(size("5.5m"), Ok(5_500_000));
        assert_eq!(size("2000"), Ok(2000));
        for text in ["", "k", "1", "16m", "1g", "-1k", "NaNk"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_named_is_wanted() {
        let parse = |words: &[&str]| {
            let words = std::iter::once("bench").chain(words.iter().copied());
            options(&command().try_get_matches_from(words).unwrap())
        };
        let all = parse(&[]);
        assert_eq!(all.sizes, [10_000, 114_000, 1_100_000, 5_500_000]);
        assert_eq!((all.endpoints.len(), all.variants.len()), (3, 5));
        assert_eq!(all.sources, [1, 4, 16, 40]);
        assert!(all.effort.latency && all.has("load"));
        let some = parse(&[
            "--variants",
            "plain,orquesta",
            "--sizes",
            "1k",
            "--rounds",
            "3",
            "--no-latency",
        ]);
        assert_eq!(some.variants, [Variant::Orquesta, Variant::Plain]);
        assert_eq!((some.sizes, some.effort.rounds, some.effort.latency), (vec![1000], 3, false));
    }
}
