//! A way to a server that can be cut.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Passes bytes on, both ways, while it is open.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    state: Arc<State>,
}

struct State {
    to: (String, u16),
    open: AtomicBool,
    /// Lets requests through, and no answers.
    deaf: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub(crate) fn new(to: (String, u16)) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (open, deaf) = (AtomicBool::new(true), AtomicBool::new(false));
        let state = Arc::new(State { to, open, deaf, connections: Mutex::new(Vec::new()) });
        let serving = state.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                serve(client, &serving);
            }
        });
        Proxy { port, state }
    }

    /// Ends every connection; new ones are ended at once.
    pub(crate) fn cut(&self) {
        self.state.open.store(false, Ordering::SeqCst);
        for connection in self.state.connections.lock().unwrap().drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    /// What is sent still arrives, but no answer comes back.
    pub(crate) fn deafen(&self) {
        self.state.deaf.store(true, Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        self.state.deaf.store(false, Ordering::SeqCst);
        self.state.open.store(true, Ordering::SeqCst);
    }
}

fn serve(client: TcpStream, state: &Arc<State>) {
    if !state.open.load(Ordering::SeqCst) {
        return;
    }
    let Ok(server) = TcpStream::connect((state.to.0.as_str(), state.to.1)) else { return };
    state.connections.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    for (mut from, mut to, answers) in
        [(client.try_clone().unwrap(), server.try_clone().unwrap(), false), (server, client, true)]
    {
        let state = state.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 16 << 10];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                while answers && state.deaf.load(Ordering::SeqCst) && state.open.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(5));
                }
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}
