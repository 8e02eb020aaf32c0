//! A server that is sent webhooks: on a real socket, and as good or bad as a test wants it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) at: Instant,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Received {
    /// The id by which a doubled one is recognised.
    pub(crate) fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub(crate) fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether it is signed by a secret, by other code than signed it.
    pub(crate) fn is_signed_by(&self, secret: &str) -> bool {
        let mut headers = ureq::http::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(name, self.headers[name].parse().unwrap());
        }
        standardwebhooks::Webhook::new(secret).unwrap().verify(self.body.as_bytes(), &headers).is_ok()
    }
}

/// What a request is answered with.
#[derive(Clone)]
pub(crate) enum Reaction {
    Status(u16),
    /// A status without a word.
    Silent(u16),
    Redirect(String),
    /// An answer without end.
    Flood,
    /// Nothing, for as long as the other side waits.
    Hang,
}

type React = Box<dyn FnMut(&Received) -> Reaction + Send>;

/// The server. It ends with the test's process.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    react: Arc<Mutex<React>>,
}

impl Receiver {
    /// Answers each request as it is told to; a request counts as received before it is answered.
    pub(crate) fn start(react: impl FnMut(&Received) -> Reaction + Send + 'static) -> Receiver {
        Receiver::over(|stream| Box::new(stream), react)
    }

    /// The same over something that is between it and the socket.
    pub(crate) fn over(
        wrap: impl Fn(TcpStream) -> Box<dyn Stream> + Send + Sync + 'static,
        react: impl FnMut(&Received) -> Reaction + Send + 'static,
    ) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (received, react) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Box::new(react) as React)));
        let (kept, reacts, wrap) = (received.clone(), react.clone(), Arc::new(wrap));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, reacts, wrap) = (kept.clone(), reacts.clone(), wrap.clone());
                std::thread::spawn(move || serve(&mut BufReader::new(wrap(stream)), &kept, &reacts));
            }
        });
        Receiver { address, received, react }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// Answers otherwise from now on.
    pub(crate) fn now(&self, react: impl FnMut(&Received) -> Reaction + Send + 'static) {
        *self.react.lock().unwrap() = Box::new(react);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What was received, once it is so much.
    #[track_caller]
    pub(crate) fn wait_for(&self, count: usize) -> Vec<Received> {
        wait(Duration::from_secs(45), &format!("{count} webhooks"), || {
            Some(self.received()).filter(|all| all.len() >= count)
        })
    }
}

/// What a request is read from and answered to.
pub(crate) trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

fn serve(stream: &mut BufReader<Box<dyn Stream>>, kept: &Mutex<Vec<Received>>, react: &Mutex<React>) {
    while let Some(received) = read(stream) {
        kept.lock().unwrap().push(received.clone());
        let reaction = react.lock().unwrap()(&received);
        let (head, body) = match reaction {
            Reaction::Status(status) => (format!("HTTP/1.1 {status} Because\r\n"), "yes"),
            Reaction::Silent(status) => (format!("HTTP/1.1 {status} Because\r\n"), ""),
            Reaction::Redirect(to) => (format!("HTTP/1.1 307 Elsewhere\r\nLocation: {to}\r\n"), "yes"),
            Reaction::Flood => {
                let head = format!("HTTP/1.1 500 Because\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40);
                let _ = stream.get_mut().write_all(head.as_bytes());
                while stream.get_mut().write_all(&[b'x'; 4096]).is_ok() {}
                return;
            }
            Reaction::Hang => {
                // Ends when the other side has gone.
                let _ = stream.read(&mut [0]);
                return;
            }
        };
        let answer = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        if stream.get_mut().write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(stream: &mut impl BufRead) -> Option<Received> {
    let (mut headers, mut line) = (BTreeMap::new(), String::new());
    stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Received { at: Instant::now(), headers, body: String::from_utf8(body).ok()? })
}

/// Looks again and again, until there is something to see.
#[track_caller]
pub(crate) fn wait<T>(most: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + most;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < end, "waited {most:?} for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
