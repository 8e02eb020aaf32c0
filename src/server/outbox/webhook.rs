//! Sends a webhook to an endpoint: over TLS, to an address of the internet, within a time limit, and nowhere else.

use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::{Host, Url};

use super::address::is_public;
use crate::server::store::Endpoint;
use crate::{Error, Result};

/// From looking up the name to the end of the answer.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How much of an answer is read: it is only shown where it says no.
const ANSWER_BYTES_MAX: u64 = 64 << 10;

/// How much of it is shown.
const SHOWN_MAX: usize = 200;

/// The longest address of an endpoint.
const URL_BYTES_MAX: usize = 2000;

const USER_AGENT: &str = concat!("Septet/", env!("CARGO_PKG_VERSION"));

/// What an endpoint did.
pub(super) enum Answered {
    Taken(u16),
    /// It does not want to be told again.
    Gone(u16, String),
    Failed(Option<u16>, String),
}

/// Sends webhooks.
pub(super) struct Client(Agent);

impl Client {
    pub(super) fn new(allow_private: bool) -> Client {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!allow_private)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(TIME_LIMIT))
            .tls_config(tls)
            .user_agent(USER_AGENT)
            .build();
        Client(Agent::with_parts(
            config,
            DefaultConnector::default(),
            Public { allow_private, names: DefaultResolver::default() },
        ))
    }

    /// Sends a body with its headers. Waits for the answer, but not for ever.
    pub(super) fn send(&self, endpoint: &Endpoint, headers: &[(&str, &str)], body: &str) -> Answered {
        let mut request = self.0.post(&endpoint.url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(error) => return Answered::Failed(None, error.to_string()),
        };
        let status = answer.status().as_u16();
        if (200..300).contains(&status) {
            return Answered::Taken(status);
        }
        let mut said = Vec::new();
        // Of one that breaks off, or is too long, there is what has come.
        let _ = answer.body_mut().as_reader().take(ANSWER_BYTES_MAX).read_to_end(&mut said);
        let text = shown(&String::from_utf8_lossy(&said));
        match status {
            410 if text.is_empty() => Answered::Gone(status, "the endpoint is gone".into()),
            410 => Answered::Gone(status, format!("the endpoint is gone: {text}")),
            300..400 => {
                Answered::Failed(Some(status), "the endpoint answered with a redirect, which is not followed".into())
            }
            _ if text.is_empty() => Answered::Failed(Some(status), "the endpoint answered with an empty body".into()),
            _ => Answered::Failed(Some(status), format!("the endpoint answered: {text}")),
        }
    }
}

/// The beginning of an answer, without what a terminal would take for a command.
fn shown(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_MAX).collect();
    shown.trim().to_owned()
}

/// Looks names up, and gives addresses of the internet only. What it gives is what is connected to, so that a name which
/// means something else a moment later leads nowhere else.
#[derive(Debug)]
struct Public {
    allow_private: bool,
    names: DefaultResolver,
}

impl Resolver for Public {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(found);
        }
        let mut public = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| public.push(*address));
        if public.is_empty() {
            let refused = "the endpoint's address is not on the internet: `--allow-private-webhooks` allows it";
            return Err(std::io::Error::other(refused).into());
        }
        Ok(public)
    }
}

/// The address of an endpoint, in the form that it is sent to: `https://2130706433/` is `https://127.0.0.1/`.
pub(in crate::server) fn endpoint_url(given: &str, allow_private: bool) -> Result<String> {
    let wrong = |problem: &str| Error::invalid_endpoint_url(given, problem);
    let form = "is not an address such as `https://app.example/webhooks`, without a user or a fragment";
    if given.len() > URL_BYTES_MAX {
        return Err(wrong("is too long: at most 2000 bytes"));
    }
    let url = Url::parse(given).map_err(|_| wrong(form))?;
    let https = url.scheme() == "https" || (url.scheme() == "http" && allow_private);
    if !https || !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(wrong(form));
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) => None,
        None => return Err(wrong(form)),
    };
    if literal.is_some_and(|address| !allow_private && !is_public(address)) {
        return Err(wrong("is not on the internet: `septet serve --allow-private-webhooks` allows it"));
    }
    // The client reads addresses by a stricter grammar.
    url.as_str().parse::<Uri>().map_err(|_| wrong(form))?;
    Ok(url.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_endpoints() {
        let public = [
            "https://app.example/hooks?a=b",
            "https://1.1.1.1:8443/",
            "https://[2606:4700:4700::1111]/",
            "https://localhost/",
        ];
        for url in public {
            assert_eq!(endpoint_url(url, false).unwrap(), url);
        }
        let refused = [
            "",
            "app.example",
            "http://app.example/",
            "ftp://app.example/",
            "https://",
            "https://user@app.example/",
            "https://u:p@app.example/",
            "https://app.example/#there",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://017700000001/",
            "https://127.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest/meta-data",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://100.64.0.1/",
            "https://0/",
            "https://１２７.0.0.1/",
        ];
        for url in refused {
            assert!(endpoint_url(url, false).is_err(), "{url}");
        }
        assert_eq!(endpoint_url("http://2130706433:9/x", true).unwrap(), "http://127.0.0.1:9/x");
        assert!(endpoint_url("ftp://app.example/", true).is_err());
        assert!(endpoint_url(&format!("https://app.example/{}", "a".repeat(2000)), false).is_err());
    }

    /// By name, and by address where the endpoint was made with one.
    #[test]
    fn private_addresses_are_not_connected_to() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = Client::new(false);
        for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"] {
            let endpoint = Endpoint { url: format!("https://{host}:{port}/"), ..Endpoint::default() };
            let Answered::Failed(None, problem) = client.send(&endpoint, &[], "{}") else {
                panic!("{host} was answered")
            };
            assert!(problem.contains("is not on the internet"), "{host}: {problem}");
        }
        assert!(listener.accept().is_err(), "nobody has come");
    }
}
