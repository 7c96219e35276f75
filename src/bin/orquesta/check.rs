//! `orquesta check`.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use orquesta::check::{Check, EndpointCost, Limits, check};
use orquesta::json::Value;
use orquesta::plan::PlanError;
use orquesta::time::humane;

use crate::error::{Error, Exit};
use crate::table::count;
use crate::{output, plan, table};

pub(crate) const NAME: &str = "check";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Check a plan, and tell what each endpoint can cost")
        .long_about(
            "Check a plan: tell its first mistake, or what a request for each endpoint can cost and \
             what is probably not meant. Nothing is sent.",
        )
        .after_help(Exit::HELP)
        .arg(plan::argument())
        .arg(
            Arg::new("json")
                .long("json")
                .help("Print JSON, for programs")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("max-subrequests")
                .long("max-subrequests")
                .value_name("N")
                .help(format!(
                    "Warn of endpoints whose requests can send more others [default: {}, the limit of \
                     Cloudflare's free plan]",
                    Limits::DEFAULT.subrequests
                ))
                .value_parser(value_parser!(u32)),
        )
        .arg(
            Arg::new("deny-warnings")
                .long("deny-warnings")
                .help("End with 1 if there is a warning")
                .action(ArgAction::SetTrue),
        )
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Error> {
    let json = matches.get_flag("json");
    let text = plan::text(matches)?;
    let plan = match plan::read(&text) {
        Ok(plan) => plan,
        Err(error) => {
            if json {
                output::text(&mistake(&error))?;
            }
            return Err(Error::new(Exit::Plan, error));
        }
    };
    let subrequests = matches.get_one("max-subrequests").copied();
    let most = subrequests.unwrap_or(Limits::DEFAULT.subrequests);
    let limits = Limits { subrequests: most, ..Limits::DEFAULT };
    let check = check(&plan, &text, limits);
    if json {
        output::body([&check.to_json()[..], b"\n"].into_iter())?;
    } else {
        output::text(&report(&check))?;
    }
    let denied = matches.get_flag("deny-warnings") && !check.warnings.is_empty();
    Ok(if denied { Exit::Plan } else { Exit::Fine })
}

/// A mistake as JSON.
fn mistake(error: &PlanError) -> String {
    let members = [("path", &error.path), ("found", &error.found), ("expected", &error.expected)];
    let members = members.map(|(name, text)| (name.to_owned(), Value::String(text.clone())));
    let error = Value::Object(vec![("error".to_owned(), Value::Object(members.into()))]);
    format!("{}\n", String::from_utf8_lossy(&error.to_json()))
}

/// What was found, for people.
fn report(check: &Check) -> String {
    let mut out = String::new();
    for endpoint in &check.endpoints {
        out.push_str(&cost(endpoint));
        out.push('\n');
    }
    for warning in &check.warnings {
        out.push_str(&format!("warning: {warning} ({})\n", warning.kind.as_str()));
    }
    let warnings = u32::try_from(check.warnings.len()).unwrap_or(u32::MAX);
    let said = if warnings == 0 { "no warnings".to_owned() } else { count(warnings, "warning") };
    out.push_str(&format!("the plan is valid, with {said}\n"));
    out
}

fn cost(endpoint: &EndpointCost) -> String {
    let mut out = format!("{}\n", endpoint.name);
    if endpoint.sources.is_empty() {
        out.push_str("  asks nothing\n");
        return out;
    }
    let (requests, longest) = (count(endpoint.subrequests, "request"), humane(endpoint.longest));
    let until = if endpoint.deadline == Some(endpoint.longest) { ", its deadline" } else { "" };
    out.push_str(&format!("  at most {requests} and {longest}{until}\n"));
    let rows: Vec<_> = endpoint
        .sources
        .iter()
        .map(|source| {
            let after = if source.after.is_empty() {
                String::new()
            } else {
                format!("after {}", source.after.join(", "))
            };
            let name = if source.probe {
                format!("health of {}", source.name)
            } else {
                source.name.clone()
            };
            let attempts = count(source.attempts, "attempt");
            [name, source.service.clone(), attempts, humane(source.longest), after]
        })
        .collect();
    for line in table::lines(&rows) {
        out.push_str(&format!("    {line}\n"));
    }
    out
}
