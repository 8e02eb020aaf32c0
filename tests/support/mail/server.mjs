// An SMTP server for tests. Takes a port (0 for a free one) and, where wanted, a user and a password; prints its port, and
// then each mail that it is sent as one line of JSON.
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

const [port = "0", user, password] = process.argv.slice(2);

const server = new SMTPServer({
  authOptional: user === undefined,
  allowInsecureAuth: true,
  disabledCommands: ["STARTTLS"],
  onAuth(given, _session, done) {
    const known = given.username === user && given.password === password;
    known ? done(null, { user }) : done(new Error("wrong user or password"));
  },
  onRcptTo({ address }, _session, done) {
    address.startsWith("nobody@") ? done(new Error("there is no such mailbox")) : done();
  },
  async onData(stream, session, done) {
    const mail = await simpleParser(stream);
    const { subject, text, html, messageId } = mail;
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const headers = Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 2)]));
    console.log(JSON.stringify({ from: session.envelope.mailFrom.address, to, subject, text, html, messageId, headers }));
    done();
  },
});
server.on("error", (error) => console.error(error.message));
server.listen(Number(port), "127.0.0.1", () => console.log(JSON.stringify({ port: server.server.address().port })));
