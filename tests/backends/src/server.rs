//! Listens on a port and speaks HTTP/1.1 for a [`Front`].

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::front::Front;
use crate::wire::Wire;

/// A port that is taken, and not yet served.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    url: String,
}

impl Listener {
    pub(crate) async fn bind(host: &str, port: u16) -> io::Result<Self> {
        let socket = TcpListener::bind((host, port)).await?;
        let url = url(socket.local_addr()?);
        Ok(Self { socket, url })
    }
}

/// The address that a client on this machine uses.
fn url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}

/// A server that runs until it is dropped, which breaks off what it was doing.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) front: Arc<Front>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(listener: Listener, front: Front) -> Self {
        let front = Arc::new(front);
        let task = tokio::spawn(accept(listener.socket, Arc::clone(&front)));
        Self { url: listener.url, front, task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, front: Arc<Front>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, Arc::clone(&front)));
                }
                // Out of file descriptors, most likely: others must end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, front: Arc<Front>) {
    let _ = stream.set_nodelay(true);
    let (wire, switch) = Wire::new(stream);
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (front, switch) = (Arc::clone(&front), switch.clone());
        async move { Ok::<_, Infallible>(front.answer(request.map(Body::new), &switch).await) }
    });
    // A connection that breaks is the client's choice, or a fault that was asked for.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(wire), service).await;
}
