//! `cargo xtask start`: the Worker, the dashboard page, and four sample services to try them with.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use xtask::error::{Error, Result};
use xtask::process::{Output, Process};
use xtask::repository;

use crate::plan::Plan;
use crate::progress::Progress;
use crate::www::{self, Page};
use crate::{build, serve, setup};

/// The ports of the sample services unless others are named.
pub(crate) const SERVICE_PORTS: [u16; 4] = [8081, 3000, 8000, 8080];

/// Builds and runs everything until it is interrupted.
pub(crate) fn run(
    port: u16,
    page_port: u16,
    service_ports: [u16; 4],
    plan: Option<&PathBuf>,
) -> Result<()> {
    // The page is made for one plan.
    let shows_page = plan.is_none();
    let plan = Plan::read(plan)?;
    for port in service_ports {
        free(port)?;
    }
    Progress::show(|progress| {
        thread::scope(|scope| {
            let backends = scope.spawn(|| backends(progress));
            let built = if shows_page { www::build_all(progress) } else { build::worker(progress) };
            built.and(setup::join(backends))
        })
    })?;
    let (mut services, urls) = start_services(service_ports)?;
    let mut worker = serve::start(port, &plan, &variables(&urls))?;
    let mut page = shows_page.then(|| Page::start(page_port, &urls, &worker.url())).transpose()?;
    announce(page.as_ref().map(Page::url), &worker.url(), &urls);
    loop {
        thread::sleep(Duration::from_millis(200));
        if worker.status().is_some() {
            return Err(worker.ended());
        }
        if services.status().is_some() {
            return Err(services.ended());
        }
        if let Some(page) = &mut page {
            page.check()?;
        }
    }
}

/// Builds the sample services and says where their binary is.
pub(crate) fn backends(progress: &Progress) -> Result<()> {
    progress.step("sample services", || {
        let mut build = Command::new("cargo");
        build.args(["build", "--package", "orquesta-backends"]).current_dir(repository::root());
        progress.run("backends", &mut build)
    })
}

fn start_services(ports: [u16; 4]) -> Result<(Process, Vec<(String, String)>)> {
    let ports = ports.map(|port| port.to_string());
    let mut command = Command::new(repository::backends());
    command.args(["--ports", &ports.join(","), "--exit-on-stdin-close"]);
    let mut services = Process::start("orquesta-backends", &command, Output::Shown, true)?;
    let message = services.message(Duration::from_secs(20))?;
    let urls = service_urls(&message).ok_or_else(|| {
        Error::new(format!(
            "`orquesta-backends` did not say where its services are, but `{message}`"
        ))
    })?;
    Ok((services, urls))
}

/// The names and URLs in `{"microservice1":"http://127.0.0.1:8081",…}`.
fn service_urls(message: &str) -> Option<Vec<(String, String)>> {
    let services: Value = serde_json::from_str(message).ok()?;
    services
        .as_object()?
        .iter()
        .map(|(name, url)| Some((name.clone(), url.as_str()?.to_owned())))
        .collect()
}

/// `microservice1` is where the plan's variable `MICROSERVICE1_URL` says.
fn variables(urls: &[(String, String)]) -> Vec<(String, String)> {
    urls.iter().map(|(name, url)| (format!("{}_URL", name.to_uppercase()), url.clone())).collect()
}

fn announce(page: Option<&str>, worker: &str, services: &[(String, String)]) {
    println!();
    if let Some(page) = page {
        println!("  dashboard      {page}");
    }
    println!("  orquesta       {worker}");
    for (name, url) in services {
        println!("  {name:<14} {url}");
    }
    println!();
    println!("Try:");
    println!("  curl -s '{worker}/api/dashboard/consolidated'");
    println!("  curl -s '{worker}/api/dashboard/summary?user_id=1'");
    println!("  curl -s '{worker}/api/health/services'");
    println!();
    println!("Ctrl-C ends everything.");
}

fn free(port: u16) -> Result<()> {
    TcpListener::bind(("127.0.0.1", port)).map(drop).map_err(|error| {
        Error::new(format!(
            "port `{port}` of a sample service cannot be used: {}; end the program that holds it or choose \
             four other ports with `--service-ports 9001,9002,9003,9004`",
            error.kind()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_become_variables() {
        let urls = service_urls(r#"{"microservice1":"http://127.0.0.1:8081"}"#).unwrap();
        assert_eq!(
            variables(&urls),
            [("MICROSERVICE1_URL".to_owned(), "http://127.0.0.1:8081".to_owned())]
        );
        assert!(service_urls("[]").is_none());
        assert!(service_urls(r#"{"microservice1":1}"#).is_none());
    }
}
