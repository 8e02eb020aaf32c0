//! Databases on the PostgreSQL server that the tests are given.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};

/// A database of its own, gone when this is dropped.
pub(crate) struct Database {
    pub(crate) url: String,
    name: String,
}

impl Database {
    pub(crate) fn new() -> Database {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("it_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        server().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (before, _) = url().rsplit_once('/').map(|(before, after)| (before.to_owned(), after.to_owned())).unwrap();
        Database { url: format!("{before}/{name}"), name }
    }

    pub(crate) fn connect(&self) -> Client {
        Client::connect(&self.url, NoTls).unwrap()
    }

    /// The server's address.
    pub(crate) fn address() -> (String, u16) {
        let config: Config = url().parse().unwrap();
        let postgres::config::Host::Tcp(host) = &config.get_hosts()[0] else {
            panic!("a server on this machine's ports")
        };
        (host.clone(), config.get_ports()[0])
    }

    /// The same database, reached through another port.
    pub(crate) fn through(&self, port: u16) -> String {
        let (host, own) = Database::address();
        self.url.replace(&format!("{host}:{own}"), &format!("{host}:{port}"))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = server().batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn url() -> String {
    std::env::var("SEPTET_TEST_POSTGRES")
        .expect("SEPTET_TEST_POSTGRES names a server: `cargo xtask test` and `cargo xtask postgres` do")
}

fn server() -> Client {
    Client::connect(&url(), NoTls).unwrap()
}
