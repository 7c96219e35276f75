//! The command line.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};

use crate::gates;

/// What was asked for.
pub(crate) fn command() -> Command {
    Command::new("cargo xtask")
        .bin_name("cargo xtask")
        .about("Runs and tests orquesta. Whatever a command needs, it installs by itself on first use.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(
            Command::new("start")
                .about("Build and run the Worker and the dashboard page with four sample services")
                .arg(port().default_value(PORT).help("Port of the Worker on 127.0.0.1"))
                .arg(
                    Arg::new("page-port")
                        .long("page-port")
                        .value_name("PORT")
                        .help("Port of the dashboard page on 127.0.0.1")
                        .default_value(PAGE_PORT)
                        .value_parser(value_parser!(u16).range(1..)),
                )
                .arg(plan())
                .arg(
                    Arg::new("service-ports")
                        .long("service-ports")
                        .value_name("A,B,C,D")
                        .help("Ports of the sample services")
                        .value_parser(ports),
                ),
        )
        .subcommand(
            Command::new("serve")
                .about("Build and run the Worker alone")
                .long_about(
                    "Build and run the Worker alone. Every variable that the plan names, such as \
                     MICROSERVICE1_URL, REQUEST_TIMEOUT, MAX_RETRIES or RETRY_DELAY, is taken from the environment.",
                )
                .arg(port().help("Port of the Worker on 127.0.0.1 [default: $PORT, else 8005]"))
                .arg(plan()),
        )
        .subcommand(
            Command::new("sim")
                .about("Explore the failure policies in simulated worlds")
                .arg(
                    Arg::new("seeds")
                        .long("seeds")
                        .value_name("N")
                        .help("How many worlds; of a single one, every step is shown")
                        .default_value(SEEDS)
                        .value_parser(value_parser!(u64).range(1..)),
                )
                .arg(
                    Arg::new("seed")
                        .long("seed")
                        .value_name("S")
                        .help("The seed of the first world")
                        .default_value("0")
                        .value_parser(value_parser!(u64)),
                )
                .arg(plan().help("Plan to explore [default: tests/sim/policies.json and plans/dashboard.json]"))
                .arg(
                    Arg::new("report")
                        .long("report")
                        .help("Compare failure policies by experiment, and write docs/failure-policy.*")
                        .action(ArgAction::SetTrue),
                )
                .arg(
                    Arg::new("mutants")
                        .long("mutants")
                        .help("Plant a bug in each policy in turn, and see whether it is found")
                        .conflicts_with("report")
                        .action(ArgAction::SetTrue),
                ),
        )
        .subcommand(
            Command::new("bench")
                .about("Measure the Worker against others that do the same")
                // The benchmark has its own.
                .disable_help_flag(true)
                .arg(
                    Arg::new("arguments")
                        .value_name("ARGUMENT")
                        .help("What to measure; --help says what there is")
                        .num_args(0..)
                        .trailing_var_arg(true)
                        .allow_hyphen_values(true),
                ),
        )
        .subcommand(Command::new("build").about("Build the Worker into worker/build"))
        .subcommand(Command::new("package").about("Build the npm package into pkg/dist"))
        .subcommand(
            Command::new("screenshots")
                .about("Take the screenshots of the dashboard page in docs/images"),
        )
        .subcommand(
            Command::new("size")
                .about("Build the Worker and the package and compare their sizes with sizes.snap")
                .arg(
                    Arg::new("write")
                        .long("write")
                        .help("Write sizes.snap instead")
                        .action(ArgAction::SetTrue),
                ),
        )
        .subcommand(Command::new("setup").about("Install the tools that the other commands need"))
        .subcommand(
            Command::new("test").about("Run every check that a change has to pass").arg(
                Arg::new("only")
                    .long("only")
                    .value_name("STEP")
                    .help("Run this step alone")
                    .value_parser(PossibleValuesParser::new(gates::names())),
            ),
        )
}

/// Four ports, as in `8081,3000,8000,8080`.
fn ports(text: &str) -> Result<[u16; 4], String> {
    let ports: Vec<u16> = text
        .split(',')
        .map(|port| port.trim().parse().ok().filter(|port| *port > 0))
        .collect::<Option<_>>()
        .unwrap_or_default();
    ports
        .try_into()
        .map_err(|_| "expected four port numbers, such as `9001,9002,9003,9004`".to_owned())
}

fn port() -> Arg {
    Arg::new("port").long("port").value_name("PORT").value_parser(value_parser!(u16).range(1..))
}

fn plan() -> Arg {
    Arg::new("plan")
        .long("plan")
        .value_name("FILE")
        .help("Plan to serve [default: plans/dashboard.json]")
        .value_parser(value_parser!(PathBuf))
}

const PORT: &str = "8005";
const PAGE_PORT: &str = "8006";
const SEEDS: &str = "200000";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        command().debug_assert();
        assert_eq!(PORT, crate::serve::PORT.to_string());
        assert_eq!(PAGE_PORT, crate::www::PORT.to_string());
        assert_eq!(SEEDS, crate::sim::SEEDS.to_string());
    }

    #[test]
    fn four_ports_are_wanted() {
        assert_eq!(ports("1, 2,3,65535").unwrap(), [1, 2, 3, 65535]);
        for text in ["", "1,2,3", "1,2,3,4,5", "1,2,3,0", "1,2,3,65536", "a,b,c,d"] {
            assert!(ports(text).is_err(), "{text}");
        }
    }
}
