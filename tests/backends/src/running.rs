//! The four services, started together.

use std::io;

use crate::error::Error;
use crate::fault::Faults;
use crate::front::{Front, Manners};
use crate::options::Options;
use crate::record::Recorded;
use crate::server::{Listener, Server};
use crate::service::Service;
use crate::services::{Shared, router};
use crate::store::Store;

/// The running services. Dropping them ends them at once, with what they were answering.
#[derive(Debug)]
pub struct Services {
    /// Base URLs without a final slash, in the order of [`Service::ALL`].
    pub urls: [String; 4],
    servers: Vec<Server>,
}

/// Starts the four services; when this returns, they accept requests.
///
/// # Errors
/// When a port is taken, or the data file cannot be made or read.
pub async fn start(options: Options) -> Result<Services, Error> {
    let mut listeners = Vec::new();
    for (service, port) in Service::ALL.into_iter().zip(options.ports) {
        listeners.push((service, listen(&options.host, port, service).await?));
    }
    let path = options.data_file();
    let store = Store::open(&path, options.seed, options.posts)?;
    let shared = Shared::new(store, options.require_identity)
        .map_err(|cause| Error::Data { path, cause })?;
    let manners = Manners { control: options.control, recording: options.control, cors: true };
    let servers: Vec<Server> = listeners
        .into_iter()
        .map(|(service, listener)| {
            Server::start(listener, Front::new(router(service, &shared), manners))
        })
        .collect();
    Ok(Services {
        urls: Service::ALL.map(|service| servers[service as usize].url.clone()),
        servers,
    })
}

async fn listen(host: &str, port: u16, service: Service) -> Result<Listener, Error> {
    Listener::bind(host, port).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse { port, service },
        _ => Error::Listen { address: format!("{host}:{port}"), cause },
    })
}

impl Services {
    /// The base URL of a service.
    pub fn url(&self, service: Service) -> &str {
        &self.urls[service as usize]
    }

    /// Replaces the faults of a service. Ones that contradict each other are resolved in the
    /// order in which [`Faults`] lists them.
    pub fn set_faults(&self, service: Service, faults: Faults) {
        self.front(service).faults.set(faults);
    }

    /// The present faults of a service.
    pub fn faults(&self, service: Service) -> Faults {
        self.front(service).faults.present()
    }

    /// The service works well again.
    pub fn clear_faults(&self, service: Service) {
        self.set_faults(service, Faults::default());
    }

    /// What a service received since the last clear, the newest last; at most 1000 requests.
    pub fn requests(&self, service: Service) -> Vec<Recorded> {
        self.front(service).record.all()
    }

    /// Forgets what a service received.
    pub fn clear_requests(&self, service: Service) {
        self.front(service).record.clear();
    }

    fn front(&self, service: Service) -> &Front {
        &self.servers[service as usize].front
    }
}
