//! The four sample services, as a program.

mod cli;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use clap::Parser;
use orquesta_backends::{Error, Service, Services, start};
use tokio::sync::oneshot;

use cli::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("orquesta-backends: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(run(arguments));
    // Ends now: a query that still runs has nobody left to answer.
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("orquesta-backends: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    // From here on, so that a signal during the start is not missed.
    let asked_to_end = asked_to_end();
    let stdin_closed = stdin_closed(arguments.exit_on_stdin_close);
    let services = start(arguments.options()).await?;
    eprintln!("orquesta-backends: serving {} posts; Ctrl-C ends", arguments.posts);
    // Whoever closed our output still wants the services.
    let _ = announce(&services, arguments.print_ports);
    tokio::select! {
        () = asked_to_end => {}
        () = stdin_closed => {}
    }
    Ok(())
}

fn announce(services: &Services, as_variables: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let pairs = Service::ALL.map(|service| (service.name(), services.url(service)));
    let line = pairs.map(|(name, url)| format!("\"{name}\":\"{url}\"")).join(",");
    writeln!(out, "{{{line}}}")?;
    if as_variables {
        for (name, url) in pairs {
            writeln!(out, "{}_URL={url}", name.to_uppercase())?;
        }
    }
    out.flush()
}

#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let [Ok(mut interrupt), Ok(mut terminate)] = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

/// Ends when the input does; never when nobody watches it.
async fn stdin_closed(watched: bool) {
    if !watched {
        return std::future::pending().await;
    }
    let (closed, until_closed) = oneshot::channel();
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut ignored = [0; 1024];
        while matches!(input.read(&mut ignored), Ok(1..)) {}
        let _ = closed.send(());
    });
    let _ = until_closed.await;
}
