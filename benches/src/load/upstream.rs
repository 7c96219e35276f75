//! Services that cost next to nothing: each says one thing, from memory, over connections that it keeps.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::{io, thread};

use xtask::error::{Error, Result};

/// A service that runs until the program ends.
pub(crate) struct Upstream {
    port: u16,
}

impl Upstream {
    /// Starts a service that answers every request with this JSON.
    pub(crate) fn start(body: &str) -> Result<Self> {
        let listen = || -> io::Result<(TcpListener, u16)> {
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            let port = listener.local_addr()?.port();
            Ok((listener, port))
        };
        let (listener, port) =
            listen().map_err(|error| Error::new(format!("cannot start a service: {error}")))?;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer: Arc<str> = (head + body).into();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = Arc::clone(&answer);
                // Whoever closes the connection wants nothing more.
                thread::spawn(move || drop(serve(&stream, &answer)));
            }
        });
        Ok(Self { port })
    }

    /// Where it answers, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn serve(stream: &TcpStream, answer: &str) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            match line.split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().map_err(io::Error::other)?;
                }
                _ if line == "\r\n" => break,
                _ => {}
            }
        }
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        let mut stream = stream;
        stream.write_all(answer.as_bytes())?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::client::Connection;

    #[test]
    fn a_connection_is_kept_and_bodies_are_read() {
        let upstream = Upstream::start("[1]").unwrap();
        let mut connection = Connection::open(upstream.port).unwrap();
        let post = "POST / HTTP/1.1\r\ncontent-length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        for request in [post, "GET / HTTP/1.1\r\n\r\n", post] {
            let answer = connection.fetch(request.as_bytes()).unwrap();
            assert_eq!((answer.status, answer.body.as_slice()), (200, b"[1]".as_slice()));
        }
    }
}
