//! A client of HTTP/1.1 that does as little as it can beside the server that it measures.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than a service may take.
const LIMIT: Duration = Duration::from_secs(60);

/// As much is read at a time.
const CHUNK: usize = 256 * 1024;

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What is told of an answer whose body nobody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// Bytes of the body, all of which have been read.
    pub(crate) length: usize,
}

/// An answer with its body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Connects to a port of this machine.
    pub(crate) fn open(port: u16) -> io::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let stream = TcpStream::connect_timeout(&address, LIMIT)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LIMIT))?;
        Ok(Self { stream, buffer: vec![0; CHUNK] })
    }

    /// Sends a whole request and reads its answer, of which the body is dropped.
    pub(crate) fn ask(&mut self, request: &[u8]) -> io::Result<Seen> {
        self.exchange(request, &mut |_| {})
    }

    /// Sends a whole request and reads its answer.
    pub(crate) fn fetch(&mut self, request: &[u8]) -> io::Result<Answer> {
        let mut body = Vec::new();
        let seen = self.exchange(request, &mut |piece| body.extend_from_slice(piece))?;
        Ok(Answer { status: seen.status, body })
    }

    fn exchange(&mut self, request: &[u8], piece: &mut dyn FnMut(&[u8])) -> io::Result<Seen> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        let (seen, body) = loop {
            filled += self.read(filled)?;
            let read = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = end_of_head(read) {
                break (parse(read.get(..head).unwrap_or_default())?, head);
            }
        };
        piece(self.buffer.get(body..filled).unwrap_or_default());
        let mut left = seen.length.checked_sub(filled - body).ok_or(ErrorKind::InvalidData)?;
        while left > 0 {
            let length = self.read(0)?;
            piece(self.buffer.get(..length).unwrap_or_default());
            left = left.checked_sub(length).ok_or(ErrorKind::InvalidData)?;
        }
        Ok(seen)
    }

    /// Reads into the buffer from `start` on, at least a byte.
    fn read(&mut self, start: usize) -> io::Result<usize> {
        match self.stream.read(self.buffer.get_mut(start..).unwrap_or_default())? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            length => Ok(length),
        }
    }
}

/// A request without a body.
pub(crate) fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n").into()
}

fn end_of_head(read: &[u8]) -> Option<usize> {
    read.windows(4).position(|four| four == b"\r\n\r\n").map(|place| place + 4)
}

fn parse(head: &[u8]) -> io::Result<Seen> {
    let wrong = |what: &str| io::Error::new(ErrorKind::InvalidData, format!("an answer {what}"));
    let head = str::from_utf8(head).map_err(|_| wrong("with a head that is no text"))?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let status = status.ok_or_else(|| wrong("that is not HTTP/1.1"))?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    // Every Worker here makes its answers whole, so that their length is known.
    let length = length.ok_or_else(|| wrong("without `content-length`"))?;
    Ok(Seen { status, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_length_are_read() {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: a\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(parse(head).unwrap(), Seen { status: 200, length: 12 });
        assert_eq!(end_of_head(head), Some(head.len()));
        assert_eq!(end_of_head(b"HTTP/1.1 200 OK\r\n"), None);
        for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2\r\n\r\n"] {
            assert!(parse(head.as_bytes()).is_err(), "{head}");
        }
    }
}
