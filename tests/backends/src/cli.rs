//! The command line.

use std::path::PathBuf;

use clap::Parser;
use orquesta_backends::Options;

/// The four sample services of the dashboard, with faults on demand.
#[derive(Debug, Parser)]
#[command(name = "orquesta-backends", version)]
pub(crate) struct Arguments {
    /// Ports of the four services, in order; 0 takes a free one
    #[arg(long, value_name = "N,N,N,N", default_value = "8081,3000,8000,8080", value_parser = ports)]
    ports: [u16; 4],
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// SQLite file, made on the first start and reused later
    #[arg(long, value_name = "FILE", default_value = "target/backends/data.sqlite")]
    data: PathBuf,
    /// How many posts to make
    #[arg(long, value_name = "N", default_value_t = Options::POSTS)]
    pub(crate) posts: u32,
    /// What the data is made from; the same seed gives the same data
    #[arg(long, value_name = "N", default_value_t = Options::SEED)]
    seed: u64,
    /// microservice2 answers 401 without the headers x-user-id and x-user-role
    #[arg(long)]
    require_identity: bool,
    /// Serve neither /__control nor /__requests, and record nothing
    #[arg(long)]
    no_control: bool,
    /// After the line of JSON, also print `MICROSERVICE1_URL=…` and so on, a line each
    #[arg(long)]
    pub(crate) print_ports: bool,
    /// End when the standard input is closed, so that the services go with their parent
    #[arg(long)]
    pub(crate) exit_on_stdin_close: bool,
}

impl Arguments {
    pub(crate) fn options(&self) -> Options {
        Options {
            host: self.host.clone(),
            ports: self.ports,
            data: Some(self.data.clone()),
            posts: self.posts,
            seed: self.seed,
            require_identity: self.require_identity,
            control: !self.no_control,
        }
    }
}

/// Four ports, or a single 0 for four free ones.
fn ports(text: &str) -> Result<[u16; 4], String> {
    let ports: Vec<u16> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| "expected ports from 0 to 65535, separated by commas".to_owned())?;
    match ports[..] {
        [0] => Ok([0; 4]),
        [a, b, c, d] => Ok([a, b, c, d]),
        _ => Err(format!("expected 4 ports, got {}", ports.len())),
    }
}
