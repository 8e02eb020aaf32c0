//! A PostgreSQL server of our own: a private folder under Cargo's target folder, a free port of this machine, gone when
//! the command ends.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::command::captured;
use crate::progress;
use crate::project::Project;

/// The variable that tells tests and benchmarks how to reach it.
const VARIABLE: &str = "SEPTET_TEST_POSTGRES";

/// The variable that names the file with its certificate.
const CERTIFICATE: &str = "SEPTET_TEST_POSTGRES_CERTIFICATE";

/// Where `setup` says its programs are.
const PROGRAMS: &str = "SEPTET_PG_BIN";

/// A running server.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    pub(crate) url: String,
}

impl Server {
    /// Starts one, unless the caller has named one, and tells the commands that follow where it is.
    pub(crate) fn start(project: &Project) -> Result<Option<Server>> {
        if env::var_os(VARIABLE).is_some() {
            return Ok(None);
        }
        let sh = &project.shell;
        let programs = PathBuf::from(sh.var_os(PROGRAMS).context("where PostgreSQL is has not been looked up")?);
        let server = progress::quiet("start", "PostgreSQL", || launch(sh, &project.target, &programs))?;
        sh.set_var(VARIABLE, &server.url);
        sh.set_var(CERTIFICATE, server.folder.join("server.pem"));
        Ok(Some(server))
    }
}

impl Server {
    /// What tells tests where it is, for a shell.
    pub(crate) fn variables(&self) -> String {
        let certificate = self.folder.join("server.pem");
        format!("export {VARIABLE}={} {CERTIFICATE}={}", self.url, certificate.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        // A fast shutdown: it ends its sessions and leaves nothing behind.
        let _ = Command::new("kill").args(["-INT", &pid]).status();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn launch(sh: &Shell, target: &Path, programs: &Path) -> Result<Server> {
    let user = user(sh)?;
    // Not under the project: the server's own user may not be let into it.
    let parent = if user.is_empty() { target.to_path_buf() } else { env::temp_dir() };
    let folder = parent.join(format!("septet-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let (certificate, key) = (folder.join("server.pem"), folder.join("server.key"));
    let own = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    fs::write(&certificate, own.cert.pem())?;
    fs::write(&key, own.signing_key.serialize_pem())?;
    captured(cmd!(sh, "chmod 600 {key}"))?;
    if !user.is_empty() {
        captured(cmd!(sh, "chown -R postgres {folder}"))?;
    }
    let data = folder.join("data");
    let initdb = programs.join("initdb");
    let _there = sh.push_dir(&folder);
    let options = ["--auth=trust", "--username=septet", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
    captured(cmd!(sh, "env {user...} {initdb} --pgdata {data} {options...}"))?;

    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let log = folder.join("log");
    let postgres = programs.join("postgres");
    let settings = [
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", folder.display()),
        "max_connections=400".to_owned(),
        "shared_buffers=512MB".to_owned(),
        "max_wal_size=4GB".to_owned(),
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", certificate.display()),
        format!("ssl_key_file={}", key.display()),
    ];
    let mut words: Vec<String> = user.iter().map(|&word| word.to_owned()).collect();
    words.push(postgres.display().to_string());
    words.extend(["-D".to_owned(), data.display().to_string()]);
    words.extend(settings.iter().flat_map(|setting| ["-c".to_owned(), setting.clone()]));
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(fs::File::create(&log)?);
    let child = command.spawn().context("PostgreSQL does not start")?;
    let mut server = Server { child, folder, url: format!("postgres://septet@127.0.0.1:{port}/postgres") };
    let ready = programs.join("pg_isready");
    let port = port.to_string();
    for _ in 0..300 {
        if captured(cmd!(sh, "{ready} --host 127.0.0.1 --port {port}")).is_ok() {
            return Ok(server);
        }
        if server.child.try_wait()?.is_some() {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    bail!("PostgreSQL does not start:\n{}", fs::read_to_string(&log).unwrap_or_default())
}

/// What goes before a command so that root does not run it: PostgreSQL refuses to be root's.
fn user(sh: &Shell) -> Result<&'static [&'static str]> {
    let root = captured(cmd!(sh, "id -u"))? == "0";
    Ok(if root { &["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] } else { &[] })
}
