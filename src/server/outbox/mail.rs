//! Sends e-mail over SMTP.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message, SmtpTransport, Transport};
use sha2::{Digest, Sha256};
use url::Url;

use super::letter::Letter;
use crate::hex::hex;
use crate::{Error, Result};

/// How long is waited for each answer of the server.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The most answers that one mail takes, from the connection by TLS and a login to the farewell.
const ANSWERS: u32 = 14;

/// How long a server may take over a mail.
pub(super) const LONGEST: Duration = Duration::from_secs(TIME_LIMIT.as_secs() * ANSWERS as u64);

/// Sends mails from one address.
pub(super) struct Mailer {
    server: SmtpTransport,
    from: Mailbox,
}

/// What a mail could not be sent for.
pub(super) struct Unsent {
    /// The server said so: nothing changes by asking again.
    pub(super) for_ever: bool,
    pub(super) problem: String,
}

impl Mailer {
    /// With the server's address, `smtps://user:password@host`, and the sender's.
    pub(super) fn new(url: &str, from: &str) -> Result<Mailer> {
        let server = Url::parse(url).map_err(|error| Error::invalid_smtp_url(&error.to_string()))?;
        let encrypted = server.scheme() == "smtps"
            || server.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        let local = matches!(server.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if server.password().is_some() && !encrypted && !local {
            return Err(Error::invalid_smtp_url("a password is only sent over TLS: `smtps://`, or `?tls=required`"));
        }
        let builder = SmtpTransport::from_url(url).map_err(|error| Error::invalid_smtp_url(&error.to_string()))?;
        let from = from.parse().map_err(|_| Error::invalid_mail_from(from))?;
        Ok(Mailer { server: builder.timeout(Some(TIME_LIMIT)).build(), from })
    }

    pub(super) fn send(&self, event: &str, to: &str, letter: Letter) -> Result<(), Unsent> {
        let address: Address =
            to.parse().map_err(|_| Unsent { for_ever: true, problem: "this is no e-mail address".into() })?;
        let unsent = |error: lettre::error::Error| Unsent { for_ever: true, problem: error.to_string() };
        // Read from the headers, an address with a quoted part would be none.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![address.clone()]).map_err(unsent)?;
        let Letter { subject, text, html } = letter;
        let message = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(subject)
            .message_id(Some(self.message_id(event, to)))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html));
        self.server.send(&message.map_err(unsent)?).map(drop).map_err(|error| {
            let code = error.status().map(|code| format!("{code}: ")).unwrap_or_default();
            Unsent { for_ever: false, problem: format!("{code}{}", told(&error)) }
        })
    }

    /// The same for the same event and address: a mail that comes twice is recognised.
    fn message_id(&self, event: &str, to: &str) -> String {
        let of = hex(&Sha256::digest(to.to_lowercase().as_bytes()));
        format!("<{event}.{}@{}>", &of[..16], self.from.email.domain())
    }
}

/// An error with what is behind it.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// No person wrote it, and nobody's holiday notice answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server that takes every mail; gives what it is told.
    fn server(listener: TcpListener) -> std::thread::JoinHandle<Vec<String>> {
        std::thread::spawn(move || {
            let (mut told, (mut connection, _)) = (Vec::new(), listener.accept().unwrap());
            connection.write_all(b"220 mail.example\r\n").unwrap();
            let lines = BufReader::new(connection.try_clone().unwrap()).lines();
            let mut in_mail = false;
            for line in lines.map_while(std::io::Result::ok) {
                let answer = match line.as_str() {
                    "DATA" => "354 \r\n",
                    "." => "250 \r\n",
                    _ if in_mail => "",
                    _ => "250 mail.example\r\n",
                };
                in_mail = line == "DATA" || (in_mail && line != ".");
                connection.write_all(answer.as_bytes()).unwrap();
                told.push(line);
            }
            told
        })
    }

    #[test]
    fn addresses_of_every_form() {
        for to in ["ann@example.com", "\"ann smith\"@example.com", "\"a,b@c\"@example.com", "o'hara+x@example.com"] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let mailer =
                Mailer::new(&format!("smtp://{}", listener.local_addr().unwrap()), "septet@example.com").unwrap();
            let told = server(listener);
            let letter = Letter { subject: "a".into(), text: "b".into(), html: "c".into() };
            let sent = mailer.send("evt_1", to, letter).map_err(|unsent| unsent.problem);
            assert_eq!(sent, Ok(()), "{to}");
            let told = told.join().unwrap();
            assert!(told.contains(&format!("RCPT TO:<{to}>")) && told.contains(&format!("To: {to}")), "{told:?}");
        }
    }

    #[test]
    fn servers_and_senders() {
        let from = "Septet <septet@example.com>";
        for url in [
            "smtps://user:p%40ss@mail.example",
            "smtp://user:pass@mail.example:587?tls=required",
            "smtp://user:pass@localhost:2525",
            "smtp://mail.example",
        ] {
            assert!(Mailer::new(url, from).is_ok(), "{url}");
        }
        for url in [
            "",
            "mail.example",
            "https://mail.example",
            "smtp://user:pass@mail.example",
            "smtp://u:p@mail.example?tls=opportunistic",
        ] {
            let problem = Mailer::new(url, from).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(problem.contains("--smtp-url") && !problem.contains("pass@"), "{url}: {problem}");
        }
        assert!(Mailer::new("smtp://mail.example", "nobody").is_err());
    }
}
