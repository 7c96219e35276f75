//! An upstream that writes bytes as it is told, which need not be HTTP.
//!
//! HTTP libraries keep what they send correct and cannot be made to misbehave in every way.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// What is done on a connection once a request has arrived. When all steps are done, the next request
/// is awaited on the same connection, or its end.
#[derive(Clone, Debug)]
pub enum Step {
    /// These bytes are written.
    Send(Vec<u8>),
    /// These bytes are written so many times, with a pause after each.
    Repeat(Vec<u8>, u64, Duration),
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
}

/// A raw upstream on a free loopback port, ended when dropped.
pub struct Raw {
    address: SocketAddr,
    /// The socket, as long as it refuses connections.
    refusing: Mutex<Option<TcpSocket>>,
    shared: Arc<Shared>,
    task: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    steps: Mutex<Vec<Step>>,
    requests: AtomicU64,
    sent: AtomicU64,
    open: watch::Sender<usize>,
}

impl Raw {
    /// Holds a port and refuses connections, until it is told to [`listen`](Raw::listen).
    ///
    /// # Errors
    /// If no port is free.
    pub fn refusing() -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let shared = Shared {
            steps: Mutex::default(),
            requests: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            open: watch::Sender::new(0),
        };
        Ok(Self {
            address: socket.local_addr()?,
            refusing: Mutex::new(Some(socket)),
            shared: Arc::new(shared),
            task: Mutex::default(),
        })
    }

    /// Accepts connections and answers every request by these steps.
    ///
    /// # Errors
    /// If no port is free.
    pub fn start(steps: Vec<Step>) -> io::Result<Self> {
        let raw = Self::refusing()?;
        raw.set(steps);
        raw.listen()?;
        Ok(raw)
    }

    /// Accepts connections from now on.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn listen(&self) -> io::Result<()> {
        if let Some(socket) = lock(&self.refusing).take() {
            let accept = accept(socket.listen(1024)?, Arc::clone(&self.shared));
            *lock(&self.task) = Some(tokio::spawn(accept));
        }
        Ok(())
    }

    /// Answers the requests that come from now on by these steps, and counts them and their bytes anew.
    pub fn set(&self, steps: Vec<Step>) {
        *lock(&self.shared.steps) = steps;
        self.shared.requests.store(0, Ordering::Relaxed);
        self.shared.sent.store(0, Ordering::Relaxed);
    }

    /// The base URL without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have come.
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// How many bytes the system has taken from it.
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::Relaxed)
    }

    /// Waits until no connection is open.
    pub async fn closed(&self) {
        // The sender is in `self`.
        let _ = self.shared.open.subscribe().wait_for(|&open| open == 0).await;
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        if let Some(task) = lock(&self.task).take() {
            task.abort();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        shared.open.send_modify(|open| *open += 1);
        connections.spawn(async move {
            // However it ends, it has ended.
            let _ = converse(stream, &shared).await;
            shared.open.send_modify(|open| *open -= 1);
        });
    }
}

async fn converse(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    while request(&mut stream).await? {
        shared.requests.fetch_add(1, Ordering::Relaxed);
        let steps = lock(&shared.steps).clone();
        for step in steps {
            match step {
                Step::Send(bytes) => write(&mut stream, &bytes, shared).await?,
                Step::Repeat(bytes, times, pause) => {
                    for _ in 0..times {
                        write(&mut stream, &bytes, shared).await?;
                        // Nothing comes while an answer is awaited but the end of the connection.
                        if !pause.is_zero() && timeout(pause, stream.read_u8()).await.is_ok() {
                            return Ok(());
                        }
                    }
                }
                Step::Close => return stream.shutdown().await,
                Step::Reset => {
                    // What was written arrives before the reset does.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    return stream.set_zero_linger();
                }
            }
        }
    }
    Ok(())
}

/// Reads the head of a request; false when there is none any more. None of these requests has a body.
async fn request(stream: &mut TcpStream) -> io::Result<bool> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn write(stream: &mut TcpStream, bytes: &[u8], shared: &Shared) -> io::Result<()> {
    for piece in bytes.chunks(1 << 16) {
        stream.write_all(piece).await?;
        shared.sent.fetch_add(piece.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
