//! What can go wrong at the start.

use std::fmt;
use std::path::PathBuf;

use crate::service::Service;

/// Why the services could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Another program listens on the port.
    PortInUse {
        /// The port that was asked for.
        port: u16,
        /// The service that wanted it.
        service: Service,
    },
    /// The address cannot be listened on for another reason.
    Listen {
        /// Host and port.
        address: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The data file cannot be made or read.
    Data {
        /// Where the file is.
        path: PathBuf,
        /// What went wrong.
        cause: String,
    },
    /// A scripted reply that HTTP does not allow.
    Script {
        /// The key of the script.
        request: String,
        /// What is wrong with it.
        cause: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse { port, service } => write!(
                f,
                "port {port} of {} is already in use: stop the program that listens there, or \
                 choose other ports with `--ports` (0 takes a free one)",
                service.name()
            ),
            Self::Listen { address, cause } => write!(f, "cannot listen on `{address}`: {cause}"),
            Self::Data { path, cause } => {
                write!(f, "cannot use the data file `{}`: {cause}", path.display())
            }
            Self::Script { request, cause } => write!(f, "script, `{request}`: {cause}"),
        }
    }
}

impl std::error::Error for Error {}
