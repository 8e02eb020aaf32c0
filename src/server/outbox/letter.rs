//! What a mail says: the same as text and as HTML.

use crate::wire::events::Alert;

/// A mail without its envelope.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// What an event's type and data come to. Every type that is mailed has its words.
pub(super) fn letter(kind: &str, account: &str, alert: &Alert) -> Option<Letter> {
    let of = |value: &Option<String>| value.clone().unwrap_or_default();
    let (subject, sentence, facts): (_, String, Vec<(&str, String)>) = match kind {
        "balance.low" => {
            let (balance, threshold) = (of(&alert.balance), of(&alert.threshold));
            let used_up = balance == "0";
            let subject = if used_up { "no credits left" } else { "credits are running low" };
            let sentence = match used_up {
                true => "The account has used up its credits. What needs credits may stop until there are more.".into(),
                false => format!("The balance has fallen to {threshold} % of the account's credits, or below."),
            };
            (subject, sentence, vec![("Balance", credits(&balance)), ("Credits in all", credits(&of(&alert.base)))])
        }
        "reload.declined" => {
            let sentence =
                "The payment for an automatic reload was declined, and no credits were added. It is tried again.";
            let facts = vec![("Next try", of(&alert.retry_at)), ("Declined so far", times(alert.declines))];
            ("an automatic reload was declined", sentence.into(), facts)
        }
        "reload.suspended" => {
            let sentence = "The payment for an automatic reload was declined again. Automatic reload is off until somebody \
                            turns it on: check how it is paid first.";
            ("automatic reload is off", sentence.into(), vec![("Declined so far", times(alert.declines))])
        }
        "reload.capped" => {
            let sentence =
                "An automatic reload would go beyond what may be bought in a billing period: no credits were added.";
            let mut facts =
                vec![("Cap of the period", credits(&of(&alert.cap))), ("Bought so far", credits(&of(&alert.bought)))];
            let pending = alert.pending.as_deref().filter(|pending| *pending != "0");
            facts.extend(pending.map(|pending| ("Without an outcome yet", credits(pending))));
            ("automatic reload has reached its cap", sentence.into(), facts)
        }
        _ => return None,
    };
    let subject = format!("{account}: {subject}");
    let mut rows = vec![("Account", account.to_owned())];
    rows.extend(facts);
    let text = rows.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
    let text = format!("{sentence}\n\n{text}");
    Some(Letter { html: html(&subject, &sentence, &rows), subject, text })
}

fn credits(amount: &str) -> String {
    format!("{amount} {}", if amount == "1" { "credit" } else { "credits" })
}

fn times(count: Option<u32>) -> String {
    match count.unwrap_or_default() {
        1 => "once".into(),
        count => format!("{count} times"),
    }
}

/// The reader's own colours, light or dark: none are set but of lines.
fn html(subject: &str, sentence: &str, rows: &[(&str, String)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(name, value)| {
            format!(
                "<tr><th align=\"left\" style=\"padding:6px 24px 6px 0;font-weight:normal\">{}</th>\
                 <td style=\"padding:6px 0\"><strong>{}</strong></td></tr>\n",
                escaped(name),
                escaped(value)
            )
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{subject}</title>\n</head>\n\
         <body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\">\n\
         <h1 style=\"margin:0 0 12px;font-size:20px\">{subject}</h1>\n<p style=\"margin:0 0 16px;max-width:36em\">{sentence}</p>\n\
         <table role=\"presentation\" style=\"border-top:1px solid #8888;border-collapse:collapse\">\n{rows}</table>\n\
         </body>\n</html>\n",
        subject = escaped(subject),
        sentence = escaped(sentence),
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_escaped_and_complete() {
        let text = |text: &str| Some(text.to_owned());
        let alert = Alert { balance: text("1.5"), base: text("<b>750</b>"), threshold: text("20"), ..Alert::default() };
        let low = letter("balance.low", "a&b", &alert).unwrap();
        assert_eq!(low.subject, "a&b: credits are running low");
        assert!(low.text.contains("20 %") && low.text.contains("Balance: 1.5 credits\n"), "{}", low.text);
        assert!(low.html.contains("<title>a&amp;b: credits"), "{}", low.html);
        assert!(low.html.contains("&lt;b&gt;750&lt;/b&gt; credits") && !low.html.contains("<b>750"), "{}", low.html);

        let none = Alert { balance: text("0"), ..Alert::default() };
        assert_eq!(letter("balance.low", "acme", &none).unwrap().subject, "acme: no credits left");
        let capped = Alert { cap: text("1000"), bought: text("1"), ..Alert::default() };
        let capped = letter("reload.capped", "acme", &capped).unwrap().text;
        assert!(capped.ends_with("Cap of the period: 1000 credits\nBought so far: 1 credit\n"), "{capped}");
        let pending = Alert { pending: text("100"), cap: text("100"), bought: text("0"), ..Alert::default() };
        let pending = letter("reload.capped", "acme", &pending).unwrap().text;
        assert!(pending.ends_with("Bought so far: 0 credits\nWithout an outcome yet: 100 credits\n"), "{pending}");
        let declined = Alert { retry_at: text("2026-11-20T10:15:30Z"), declines: Some(2), ..Alert::default() };
        let words = letter("reload.declined", "acme", &declined).unwrap().text;
        assert!(words.contains("Next try: 2026-11-20T10:15:30Z\nDeclined so far: 2 times\n"), "{words}");
        assert!(letter("reload.suspended", "acme", &declined).unwrap().text.contains("is off"));
        assert!(letter("reload.paid", "acme", &declined).is_none());
    }
}
