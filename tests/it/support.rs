//! What several tests need: the program, a running ledger, a PostgreSQL, a seeded source of chance.

#[path = "../support/chance.rs"]
mod chance;
pub(crate) mod postgres;
pub(crate) mod proxy;
mod receiver;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use chance::Chance;
pub(crate) use receiver::{Reaction, Receiver, wait};

/// The built `septet` program.
pub(crate) fn septet() -> Command {
    Command::new(env!("CARGO_BIN_EXE_septet"))
}

/// Runs the program on some arguments and an input.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = septet();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Written beside reading, so that neither side waits for the other for ever.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// A ledger that runs in a process of its own, on a free port and a database of its own.
pub(crate) struct Ledger {
    child: Child,
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) admin_key: String,
    /// Another process on the same database: requests go to one and the other in turn.
    twin: Option<Box<Ledger>>,
    turn: AtomicUsize,
    /// Where it is not a file.
    pub(crate) database: Option<postgres::Database>,
}

impl Ledger {
    pub(crate) fn start(arguments: &[&str]) -> Ledger {
        Ledger::start_in(TempDir::new().unwrap(), arguments)
    }

    /// Starts in a folder where another one may have run before.
    pub(crate) fn start_in(folder: TempDir, arguments: &[&str]) -> Ledger {
        Ledger::start_with(folder, arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(folder: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Ledger {
        let database = format!("sqlite:{}", folder.path().join("ledger.db").display());
        Ledger::launch(&database, folder, arguments, variables)
    }

    /// Two processes on one PostgreSQL.
    pub(crate) fn pair(arguments: &[&str]) -> Ledger {
        let database = postgres::Database::new();
        let mut ledger = Ledger::start_on(&database.url, TempDir::new().unwrap(), arguments);
        let mut twin = Ledger::start_on(&database.url, TempDir::new().unwrap(), arguments);
        twin.admin_key.clone_from(&ledger.admin_key);
        (ledger.twin, ledger.database) = (Some(Box::new(twin)), Some(database));
        ledger
    }

    /// A process on a database that may have been used before.
    pub(crate) fn start_on(database: &str, folder: TempDir, arguments: &[&str]) -> Ledger {
        Ledger::launch(database, folder, arguments, &[])
    }

    fn launch(database: &str, folder: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Ledger {
        let mut command = septet();
        command.args(["serve", "--database", database]).args(arguments).envs(variables.iter().copied());
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        if database.starts_with("postgres") {
            command.env("RUST_LOG", "off"); // a server that is cut off says so at each request
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout: ChildStdout = child.stdout.take().unwrap();
        let mut lines = BufReader::new(stdout).lines().map(Result::unwrap);
        let (mut admin_key, mut url) = (String::new(), String::new());
        while url.is_empty() {
            let line = lines.next().expect("the ledger says where it listens");
            if let Some(key) = line.strip_prefix("admin key (shown this once): ") {
                admin_key = key.to_owned();
            } else if let Some(address) = line.strip_prefix("listening on ") {
                url = address.to_owned();
            }
        }
        Ledger { child, folder, url, admin_key, twin: None, turn: AtomicUsize::new(0), database: None }
    }

    /// Where the next request goes.
    pub(crate) fn next_url(&self) -> &str {
        match &self.twin {
            Some(twin) if self.turn.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) => &twin.url,
            _ => &self.url,
        }
    }

    /// Asks as the admin.
    pub(crate) fn ask(&self, method: &str, path: &str, key: Option<&str>, body: Option<&Value>) -> (u16, Value) {
        let mut headers = vec![("authorization", format!("Bearer {}", self.admin_key))];
        headers.extend(key.map(|key| ("idempotency-key", key.to_owned())));
        let body = body.map(|body| body.to_string().into_bytes());
        self.send(method, path, &headers, body.as_deref())
    }

    pub(crate) fn post(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, Some(key), Some(body))
    }

    pub(crate) fn patch(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        self.ask("PATCH", path, Some(key), Some(body))
    }

    pub(crate) fn delete(&self, path: &str, key: &str) -> (u16, Value) {
        self.ask("DELETE", path, Some(key), None)
    }

    /// Starts on a book, with values for its parameters.
    pub(crate) fn on(book: &str, set: &[(&str, &str)]) -> Ledger {
        let set: Vec<String> = set.iter().map(|(name, value)| format!("--set={name}={value}")).collect();
        let arguments: Vec<&str> = ["--book", book].into_iter().chain(set.iter().map(String::as_str)).collect();
        Ledger::start(&arguments)
    }

    /// Does what must work, and gives back the answer.
    pub(crate) fn done(&self, method: &str, path: &str, key: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, Some(key), Some(&body).filter(|body| !body.is_null()));
        assert!((200..300).contains(&status), "{method} {path} {body}: {answer}");
        answer
    }

    /// Opens an account.
    pub(crate) fn open(&self, body: Value) -> Value {
        self.done("POST", "/v1/accounts", "open", body)
    }

    /// A charge that may be refused.
    pub(crate) fn charge(&self, account: &str, key: &str, body: &Value) -> (u16, Value) {
        self.post(&format!("/v1/accounts/{account}/charges"), key, body)
    }

    /// A field of an account's balance.
    pub(crate) fn balance(&self, account: &str, field: &str) -> String {
        let balance = self.get(&format!("/v1/accounts/{account}/balance"));
        balance[field].as_str().unwrap_or_else(|| panic!("{field} in {balance}")).to_owned()
    }

    /// How many events of a type an account has.
    pub(crate) fn events(&self, account: &str, kind: &str) -> usize {
        let page = self.get(&format!("/v1/events?account={account}&type={kind}&limit=500"));
        page["events"].as_array().unwrap().len()
    }

    /// All entries of an account, oldest first.
    pub(crate) fn entries(&self, account: &str) -> Vec<Value> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/v1/accounts/{account}/entries?limit=500{cursor}"));
            found.extend(page["entries"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        found.reverse();
        found
    }

    pub(crate) fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// Ends the process without any warning; the folder stays.
    pub(crate) fn kill(mut self) -> TempDir {
        self.child.kill().unwrap(); // SIGKILL
        self.child.wait().unwrap();
        std::mem::replace(&mut self.folder, TempDir::new().unwrap())
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask("GET", path, None, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Sends a request as it is given; a body is sent as JSON unless a header says otherwise.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&[u8]>,
    ) -> (u16, Value) {
        let (status, _, answer) = self.exchange(method, path, headers, body);
        (status, answer)
    }

    /// The same, with the headers of the answer.
    pub(crate) fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&[u8]>,
    ) -> (u16, ureq::http::HeaderMap, Value) {
        let (status, headers, text) = self.raw(&agent(), method, path, headers, body).unwrap();
        let answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let problem = headers.get("content-type").is_some_and(|value| value == "application/problem+json");
        assert_eq!(problem, status >= 400, "{method} {path} answers {status} with {answer}");
        if problem {
            assert_eq!(answer["status"], status, "{answer}");
        }
        (status, headers, answer)
    }

    /// The same, whatever it is, over connections that may stay open.
    pub(crate) fn raw(
        &self,
        agent: &ureq::Agent,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&[u8]>,
    ) -> Result<(u16, ureq::http::HeaderMap, String), ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.next_url()));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        let mut response = match body {
            Some(body) => agent.run(request.body(body)?)?,
            None => agent.run(request.body(())?)?,
        };
        let text = response.body_mut().read_to_string()?;
        Ok((response.status().as_u16(), response.headers().clone(), text))
    }

    /// Asks the process to stop and waits until it has; the folder stays.
    pub(crate) fn stop(mut self) -> TempDir {
        self.end();
        std::mem::replace(&mut self.folder, TempDir::new().unwrap())
    }

    /// Asks its processes to stop and waits until they have; the database stays for as long as this does.
    pub(crate) fn end(&mut self) {
        for ledger in self.twin.take().as_deref_mut().into_iter().chain([&mut *self]) {
            let pid = ledger.child.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
            assert!(ledger.child.wait().unwrap().success(), "a ledger that is asked to stop ends well");
        }
    }
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64
}

/// A client that takes any status for an answer.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

impl Drop for Ledger {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file into a folder and gives back its path.
pub(crate) fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}
