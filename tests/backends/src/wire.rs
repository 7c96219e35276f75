//! A TCP stream that can be broken on purpose.
//!
//! An HTTP library never breaks a connection halfway, so the stream does it: whoever holds the
//! [`Switch`] asks for it, and the next flush carries it out. A flush comes after everything that
//! was written before has gone to the system, so the peer gets exactly those bytes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const OPEN: u8 = 0;
const CLOSE: u8 = 1;
const RESET: u8 = 2;

/// Breaks the connection that it belongs to. To be used from within the connection's own task,
/// which flushes next.
#[derive(Clone, Debug)]
pub(crate) struct Switch(Arc<AtomicU8>);

impl Switch {
    /// Ends the connection after what has been written.
    pub(crate) fn close(&self) {
        self.0.store(CLOSE, Ordering::Relaxed);
    }

    /// Ends the connection with a TCP reset.
    pub(crate) fn reset(&self) {
        self.0.store(RESET, Ordering::Relaxed);
    }
}

#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    state: Arc<AtomicU8>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> (Self, Switch) {
        let state = Arc::new(AtomicU8::new(OPEN));
        (Self { stream, state: Arc::clone(&state) }, Switch(state))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.state.load(Ordering::Relaxed) {
            OPEN => Pin::new(&mut self.stream).poll_flush(cx),
            state => {
                if state == RESET {
                    self.stream.set_zero_linger()?;
                }
                Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
