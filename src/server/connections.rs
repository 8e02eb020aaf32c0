//! Connections: each is served until its client leaves or keeps the ledger waiting for too long, or the ledger stops.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// How long clients may keep a connection waiting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For the whole head of a request, the next one after an answer as well: longer than the 60 seconds after which
    /// most proxies leave a connection that they do not use.
    head: Duration,
    /// Until they take more of an answer.
    answer: Duration,
}

pub(super) const PATIENCE: Patience = Patience { head: Duration::from_secs(75), answer: Duration::from_secs(30) };

/// Serves whoever connects until the ledger is to stop, and then the requests that have come by then.
pub(super) async fn serve(
    mut listener: TcpListener,
    router: Router,
    patience: Patience,
    asked_to_stop: impl Future<Output = ()>,
) {
    let (mut http, open, router) = (http1::Builder::new(), GracefulShutdown::new(), router.with_state(()));
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let mut asked_to_stop = pin!(asked_to_stop);
    loop {
        let (connection, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut asked_to_stop => break,
        };
        // An answer does not wait for what was sent before it to be acknowledged.
        drop(connection.set_nodelay(true));
        let connection = TokioIo::new(Connection { connection, patience: patience.answer, stalled: None });
        let router = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            router.call(request)
        });
        let served = open.watch(http.serve_connection(connection, service));
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::trace!(%error, "a connection broke off");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// A connection that breaks off where nothing of an answer is taken for too long.
struct Connection {
    connection: TcpStream,
    patience: Duration,
    /// Ends when the patience does; there while the client is waited for.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    fn in_time(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        stalled.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.connection).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.connection).poll_write_vectored(cx, bytes);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{ErrorKind, Read, Write};
    use std::thread::sleep as pause;
    use std::time::Instant;

    use axum::body::Body;
    use axum::routing::get;
    use tokio::sync::oneshot;

    use super::*;

    const SHORT: Duration = Duration::from_millis(500);
    const LONG: Duration = Duration::from_secs(60);

    /// A server of a test: it stops where this is dropped.
    struct Server {
        address: SocketAddr,
        stop: Option<oneshot::Sender<()>>,
        thread: Option<std::thread::JoinHandle<()>>,
    }

    impl Server {
        fn start(patience: Patience) -> Server {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
            let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel::<()>());
            let slow = || async { tokio::time::sleep(2 * SHORT).await };
            let much = || Ok::<_, io::Error>("a".repeat(1 << 20));
            let endless = move || async move { Body::from_stream(futures_util::stream::repeat_with(much)) };
            let router = Router::new()
                .route("/peer", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }))
                .route("/slow", get(slow))
                .route("/endless", get(endless));
            let served = async move {
                let asked_to_stop = async { drop(stopped.await) };
                serve(listener, router, patience, asked_to_stop).await;
            };
            let thread = std::thread::spawn(move || runtime.block_on(served));
            Server { address, stop: Some(stop), thread: Some(thread) }
        }

        fn send(&self, head: &str) -> std::net::TcpStream {
            let mut connection = std::net::TcpStream::connect(self.address).unwrap();
            connection.set_read_timeout(Some(LONG / 2)).unwrap();
            connection.write_all(head.as_bytes()).unwrap();
            connection
        }

        /// Asks it to stop, and gives how long that took.
        fn stop(&mut self) -> Duration {
            let began = Instant::now();
            drop(self.stop.take());
            self.thread.take().unwrap().join().unwrap();
            began.elapsed()
        }
    }

    fn until_closed(connection: &mut std::net::TcpStream) -> String {
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn one_who_does_not_ask_is_left() {
        let server = Server::start(Patience { head: SHORT, answer: LONG });
        for said in ["", "GET /peer HTTP/1.1\r\nhost: a\r\nx-a"] {
            assert_eq!(until_closed(&mut server.send(said)), "", "{said}");
        }
        // More of a head, again and again, is no head.
        let (mut connection, began) = (server.send("GET /peer HTTP/1.1\r\nx: "), Instant::now());
        while connection.write_all(b"a").is_ok() {
            assert!(began.elapsed() < LONG, "it may go on for ever");
            pause(SHORT / 5);
        }
        // Nor is one who was answered waited for without end.
        let mut connection = server.send("GET /peer HTTP/1.1\r\nhost: a\r\n\r\n");
        let own = connection.local_addr().unwrap().to_string();
        let answer = until_closed(&mut connection);
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(&own), "{answer}");
    }

    #[test]
    fn an_answer_may_take_longer_than_a_head() {
        let server = Server::start(Patience { head: SHORT, answer: LONG });
        let mut connection = server.send("GET /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert!(until_closed(&mut connection).starts_with("HTTP/1.1 200 "));
    }

    #[test]
    fn an_answer_that_nobody_takes_breaks_off() {
        let server = Server::start(Patience { head: LONG, answer: SHORT });
        let mut connection = server.send("GET /endless HTTP/1.1\r\nhost: a\r\n\r\n");
        pause(4 * SHORT);
        let (mut read, mut into) = (0, vec![0; 1 << 20]);
        let end = loop {
            match connection.read(&mut into) {
                Ok(0) => break None,
                Ok(count) => read += count,
                Err(error) => break Some(error.kind()),
            }
            assert!(read < 1 << 30, "it goes on for ever");
        };
        assert!(matches!(end, None | Some(ErrorKind::ConnectionReset)), "{end:?}");
    }

    #[test]
    fn one_who_takes_little_at_a_time_gets_it() {
        let server = Server::start(Patience { head: LONG, answer: SHORT });
        let mut connection = server.send("GET /endless HTTP/1.1\r\nhost: a\r\n\r\n");
        let (began, mut into) = (Instant::now(), vec![0; 1 << 20]);
        while began.elapsed() < 4 * SHORT {
            connection.read_exact(&mut into).unwrap();
            pause(SHORT / 10);
        }
    }

    #[test]
    fn stopping_ends_what_was_asked_and_waits_for_nobody_else() {
        let mut server = Server::start(Patience { head: LONG, answer: LONG });
        let mut idle = server.send("GET /peer HTTP/1.1\r\nhost: a\r\n\r\n");
        assert_ne!(idle.read(&mut [0; 1000]).unwrap(), 0);
        let mut asked = server.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
        pause(SHORT / 2);
        let took = server.stop();
        assert!(until_closed(&mut asked).starts_with("HTTP/1.1 200 "));
        assert_eq!(until_closed(&mut idle), "");
        assert!(took < LONG / 2, "{took:?}");
    }
}
