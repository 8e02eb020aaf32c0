//! A source of load: many keep-alive connections on one thread, each with one request under way.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::{LocalSet, spawn_local};

use crate::Failure;

/// Where requests come from: writes the next one to a server, by its number, or says that there is none.
pub(crate) type Source = Box<dyn FnMut(usize, &mut Vec<u8>) -> bool>;

/// How often it was answered, over which time, and how long each answer took.
pub(crate) struct Load {
    pub(crate) answers: usize,
    took: Duration,
    micros: Vec<u32>,
}

impl Load {
    /// How many a second, where each request asks for so many.
    pub(crate) fn rate(&self, items: usize) -> u64 {
        crate::rate(self.answers * items, self.took)
    }

    /// The time that so many of a hundred answers took at most.
    pub(crate) fn micros(&self, percent: usize) -> u32 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
    }
}

/// Sends what `source` gives over so many connections, to servers in turn, each request after the answer to the one before it. Every answer
/// must be a success.
pub(crate) fn drive(addresses: &[SocketAddr], connections: usize, source: Source) -> Result<Load, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let source = Rc::new(RefCell::new(source));
    let all = async {
        let mut streams = Vec::new();
        for (server, address) in addresses.iter().enumerate().cycle().take(connections) {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            streams.push((server, stream));
        }
        let began = Instant::now();
        let asking: Vec<_> =
            streams.into_iter().map(|(server, stream)| spawn_local(ask(server, stream, source.clone()))).collect();
        let mut micros = Vec::new();
        for asking in asking {
            micros.extend(asking.await??);
        }
        Ok(Load { answers: micros.len(), took: began.elapsed(), micros })
    };
    LocalSet::new().block_on(&runtime, all)
}

/// One connection: gives how long each answer took.
async fn ask(server: usize, stream: TcpStream, source: Rc<RefCell<Source>>) -> Result<Vec<u32>, Failure> {
    let (mut request, mut answer, mut micros) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        request.clear();
        if !source.borrow_mut()(server, &mut request) {
            return Ok(micros);
        }
        let began = Instant::now();
        send(&stream, &request).await?;
        receive(&stream, &mut answer).await?;
        micros.push(u32::try_from(began.elapsed().as_micros())?);
    }
}

async fn send(stream: &TcpStream, mut bytes: &[u8]) -> Result<(), Failure> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Reads one answer, of which the length must be announced.
async fn receive(stream: &TcpStream, answer: &mut Vec<u8>) -> Result<(), Failure> {
    answer.clear();
    let mut chunk = [0; 16 * 1024];
    let mut end = None;
    while end.is_none_or(|end| answer.len() < end) {
        stream.readable().await?;
        match stream.try_read(&mut chunk) {
            Ok(0) => return Err("the server hung up".into()),
            Ok(read) => answer.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        }
        if end.is_none() {
            end = whole(answer)?;
        }
    }
    if !answer.starts_with(b"HTTP/1.1 20") {
        return Err(format!("not a success: {}", String::from_utf8_lossy(answer)).into());
    }
    Ok(())
}

/// The length of an answer, once its head is there.
fn whole(answer: &[u8]) -> Result<Option<usize>, Failure> {
    let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&answer[..head])?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("of unknown length")?;
    Ok(Some(head + 4 + length.parse::<usize>()?))
}
