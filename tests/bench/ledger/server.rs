//! The server under test: a process of its own, over a database in a folder of the bench.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::Failure;

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// Shown at the first start only.
    pub(crate) key: Option<String>,
}

impl Server {
    pub(crate) fn start(database: &str, arguments: &[&str]) -> Result<Server, Failure> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_septet"));
        command.args(["serve", "--database", database, "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or("the server says nothing")?;
        let mut key = None;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            if let Some(shown) = line.strip_prefix("admin key (shown this once): ") {
                key = Some(shown.to_owned());
            } else if let Some(address) = line.strip_prefix("listening on http://") {
                return Ok(Server { child, address: address.parse()?, key });
            }
        }
        Err("the server does not start".into())
    }

    /// What the server's memory holds, in KiB.
    pub(crate) fn rss_kib(&self) -> Result<u64, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// The processors' time that it has used, in microseconds.
    pub(crate) fn cpu_micros(&self) -> Result<u64, Failure> {
        cpu_micros(&self.child.id().to_string())
    }

    /// How many commands it has committed, and with how many commits.
    pub(crate) fn commits(&self) -> Result<(u64, u64), Failure> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let number = |name: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
            found.ok_or_else(|| Failure::from(format!("no {name}")))
        };
        Ok((number("septet_commands_committed_total ")?, number("septet_batch_commands_count ")?))
    }

    /// Asks it to stop and waits until it has: what was committed is in the database file then.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processors' time that a process has used; `self` is this one.
pub(crate) fn cpu_micros(process: &str) -> Result<u64, Failure> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no end of the name")?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let mut next = || times.next().ok_or("no times");
    Ok((next()?? + next()??) * 10_000) // a hundredth of a second
}
