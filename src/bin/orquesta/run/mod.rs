//! `orquesta run`.

mod chart;
mod paint;
mod request;
mod watch;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use orquesta::answer::{Piece, Report};
use orquesta::driver;
use orquesta::gateway::{Accepted, Response};
use orquesta::host::Host;
use orquesta::native::NativeHost;
use orquesta::plan::Plan;
use orquesta::shared::Held;
use orquesta::time::{Duration, Instant, humane};

use crate::error::{Error, Exit};
use crate::table::count;
use crate::{output, plan, table};
use paint::{Colour, Paint};
use request::Request;
use watch::Watch;

pub(crate) const NAME: &str = "run";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Answer one request, and show how")
        .long_about(
            "Answer one request: the body of the answer on the standard output, and on the standard \
             error what is sent and what comes of it, as it happens. Values of queries and header \
             fields are not shown there.",
        )
        .after_help(Exit::HELP)
        .arg(plan::argument())
        .arg(
            Arg::new("request")
                .value_name("REQUEST")
                .help("A method, a space, a path and a query, such as 'GET /orders?day=mon'")
                .required(true),
        )
        .arg(
            Arg::new("header")
                .short('H')
                .long("header")
                .value_name("NAME: VALUE")
                .help("A header field of the request; may be given more than once")
                .action(ArgAction::Append),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .help("What the delays between attempts are drawn from [default: at random]")
                .value_parser(value_parser!(u64)),
        )
        .arg(
            Arg::new("quiet")
                .long("quiet")
                .short('q')
                .help("Print the body alone")
                .action(ArgAction::SetTrue),
        )
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Error> {
    let request = Request::read(
        matches.get_one::<String>("request").map_or("", String::as_str),
        matches.get_many::<String>("header").into_iter().flatten().map(String::as_str),
    )?;
    let text = plan::text(matches)?;
    let plan = plan::read(&text).map_err(|error| Error::new(Exit::Plan, error))?;
    let seed = matches.get_one("seed").copied().unwrap_or_else(NativeHost::seed);
    let paint = (!matches.get_flag("quiet")).then(Paint::of_stderr);

    let broken = |error: &dyn std::fmt::Display| Error::new(Exit::Broken, error);
    let host = NativeHost::new().map_err(|error| broken(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| broken(&error))?;
    let watch = Watch::new(host, paint);
    let (response, reports) = runtime.block_on(answer(&watch, &plan, &request, seed));
    let elapsed = watch.now().since(Instant::default());
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();

    output::body(response.body.pieces().map(Piece::bytes))?;
    if let Some(paint) = paint {
        sum_up(&watch, elapsed, paint, &response, &reports);
    }
    Ok(Exit::of_status(response.status))
}

/// The answer, and the name and the report of each source.
async fn answer(
    host: &Watch,
    plan: &Plan,
    request: &Request,
    seed: u64,
) -> (Response<Held<Vec<u8>>>, Vec<(String, Report)>) {
    let header = |name: &str| request.header(name);
    let accepted = plan.accept(&request.incoming(&header), &host.shared().borrow());
    match accepted {
        Accepted::Answered(response) => (response, Vec::new()),
        Accepted::Run(mut run) => {
            let engine = run.engine(seed, host.now(), NativeHost::unix_time());
            let names = engine.endpoint().sources.iter().map(|source| source.name.len());
            host.names.set(names.max().unwrap_or_default());
            let mut outcome = driver::run(host, engine).await;
            let reports = core::mem::take(&mut outcome.reports);
            (run.respond(outcome), reports)
        }
    }
}

/// Shows the attempts over time, the status, and how each source fared.
fn sum_up(
    watch: &Watch,
    elapsed: Duration,
    paint: Paint,
    response: &Response<Held<Vec<u8>>>,
    reports: &[(String, Report)],
) {
    let attempts = watch.attempts();
    if !attempts.is_empty() {
        output::note("");
        let lines = chart::lines(&attempts, elapsed, paint);
        lines.iter().for_each(|line| output::note(line));
        output::note("");
    }
    let colour = if response.status < 400 { Colour::Green } else { Colour::Red };
    let status = paint.text(colour, &response.status.to_string());
    output::note(&format!("{status} in {}", humane(elapsed)));
    let rows: Vec<_> = reports
        .iter()
        .map(|(name, report)| {
            let reason = report.reason.clone().unwrap_or_default();
            let unusable = match report.unusable {
                0 => String::new(),
                unusable => format!("{unusable} unusable"),
            };
            let notes: Vec<_> =
                [reason, unusable].into_iter().filter(|note| !note.is_empty()).collect();
            [
                name.clone(),
                report.status.as_str().to_owned(),
                count(report.attempts, "attempt"),
                humane(report.latency),
                notes.join(", "),
            ]
        })
        .collect();
    for line in table::lines(&rows) {
        output::note(&format!("  {line}"));
    }
}
