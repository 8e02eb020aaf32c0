//! Calls as they are written: times in seconds or RFC 3339.

use super::read::document;
use super::{Value, not_negative, one_of};
use crate::call::{CALL_S_MAX, Call, Direction, Handler, Interval, Micros};
use crate::credits::Credits;
use crate::quote::CallRequest;
use crate::rates::rfc3339;
use crate::{Error, Result};

document! {
    in http
    pub(super) struct CallDocument {
        /// When it began to ring.
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::CallTime>))]
        started_at: Option<Value>,
        /// When it was answered.
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::CallTime>))]
        answered_at: Option<Value>,
        /// When it ended; of a call that runs, now.
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::CallTime>))]
        ended_at: Option<Value>,
        /// How long it was, in place of its times.
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::CallTime>))]
        seconds: Option<Value>,
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Direction>))]
        direction: Option<String>,
        /// How an attempt ended, where its price depends on that.
        outcome: Option<String>,
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Handler>))]
        handled_by: Option<String>,
        /// When it was on hold.
        #[cfg_attr(feature = "server", schema(value_type = Option<Vec<super::schema::CallInterval>>))]
        holds: Vec<Vec<Value>> [default],
        /// When nobody spoke because something was worked out.
        #[cfg_attr(feature = "server", schema(value_type = Option<Vec<super::schema::CallInterval>>))]
        processing: Vec<Vec<Value>> [default],
        /// When a person spoke in place of the machine.
        #[cfg_attr(feature = "server", schema(value_type = Option<Vec<super::schema::CallInterval>>))]
        human: Vec<Vec<Value>> [default],
        #[cfg_attr(feature = "server", schema(ignore))]
        charged: Option<String>,
    }
}

impl CallDocument {
    pub(super) fn into_request(self) -> Result<CallRequest> {
        let mut clock = Clock::default();
        let direction = self.direction.map(|name| one_of("call.direction", &name, &Direction::ALL, Direction::name));
        let handler = self.handled_by.map(|name| one_of("call.handledBy", &name, &Handler::ALL, Handler::name));
        let (direction, handler) = (direction.transpose()?, handler.transpose()?.unwrap_or_default());
        let started = clock.optional("call.startedAt", self.started_at)?;
        let answered = clock.optional("call.answeredAt", self.answered_at)?;
        let ended = clock.optional("call.endedAt", self.ended_at)?;
        let mut intervals = |field: &str, pairs: Vec<Vec<Value>>| {
            let interval = |(index, ends): (usize, Vec<Value>)| {
                let path = format!("call.{field}[{index}]");
                let Ok([from, to]) = <[Value; 2]>::try_from(ends) else {
                    return Err(Error::invalid_field(&path, "give two times, from and to"));
                };
                let mut at = |side: usize, value| clock.point(&format!("{path}[{side}]"), value);
                Ok(Interval { from: at(0, from)?, to: at(1, to)? })
            };
            pairs.into_iter().enumerate().map(interval).collect::<Result<Vec<_>>>()
        };
        let holds = intervals("holds", self.holds)?;
        let processing = intervals("processing", self.processing)?;
        let human = intervals("human", self.human)?;

        let time = match (self.seconds, answered, ended) {
            (Some(_), Some(_), _) => return Err(Error::conflicting("call.seconds", "call.answeredAt")),
            (Some(_), None, Some(_)) => return Err(Error::conflicting("call.seconds", "call.endedAt")),
            (Some(seconds), None, None) => {
                // The length begins with the answer; intervals are counted from there.
                let length = Clock::default().seconds("call.seconds", &seconds)?;
                if !(Micros::default()..=Micros::from_s(CALL_S_MAX as i64)).contains(&length) {
                    let problem = format!("`{length}` must be 0 to {CALL_S_MAX}");
                    return Err(Error::invalid_field("call.seconds", &problem));
                }
                let from = match (clock.form, started) {
                    (Some(Form::Rfc3339), _) => return Err(Error::mixed_times("call.seconds")),
                    (_, Some(started)) => started,
                    _ => Micros::default(),
                };
                let ended = from.0.checked_add(length.0).map(Micros);
                let ended = ended.ok_or_else(|| Error::out_of_range("the length of the call"))?;
                Some((Some(from), ended))
            }
            (None, answered, Some(ended)) => Some((answered, ended)),
            (None, Some(_), None) => {
                return Err(Error::missing("call.endedAt", "a call that runs is priced up to now: give the time now"));
            }
            (None, None, None) => None,
        };
        let call = |(answered, ended)| Call { started, answered, ended, direction, handler, holds, processing, human };
        let charged = not_negative("call.charged", self.charged.as_deref().unwrap_or("0"))?;
        Ok(CallRequest { time: time.map(call), outcome: self.outcome, charged })
    }
}

/// All times of a call are in one form.
#[derive(Default)]
struct Clock {
    form: Option<Form>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Seconds,
    Rfc3339,
}

impl Clock {
    fn optional(&mut self, path: &str, value: Option<Value>) -> Result<Option<Micros>> {
        value.map(|value| self.point(path, value)).transpose()
    }

    fn point(&mut self, path: &str, value: Value) -> Result<Micros> {
        let (form, at) = match value.as_str().filter(|text| text.contains('-') && !text.starts_with('-')) {
            Some(text) => (Form::Rfc3339, micros(path, text)?),
            None => (Form::Seconds, self.seconds(path, &value)?),
        };
        if *self.form.get_or_insert(form) != form {
            return Err(Error::mixed_times(path));
        }
        Ok(at)
    }

    /// A number, or its text, with up to six decimal places.
    fn seconds(&self, path: &str, value: &Value) -> Result<Micros> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        // Credits are millionths as well.
        let seconds = text.parse::<Credits>().map_err(|_| match text.trim_start_matches('-').split_once('.') {
            Some((whole, fraction)) if are_digits(whole) && are_digits(fraction) && fraction.len() > DECIMALS_MAX => {
                Error::time_too_fine(path, &text)
            }
            _ => Error::invalid_time(path, &text),
        })?;
        Ok(Micros(seconds.micros()))
    }
}

/// Finer than a microsecond no clock of a call is.
const DECIMALS_MAX: usize = 6;

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A point in time in microseconds since 1970.
fn micros(path: &str, text: &str) -> Result<Micros> {
    let (seconds, fraction) = rfc3339(text).ok_or_else(|| Error::invalid_time(path, text))?;
    if fraction.bytes().skip(DECIMALS_MAX).any(|digit| digit != b'0') {
        return Err(Error::time_too_fine(path, text));
    }
    let micros: i64 = format!("{fraction:0<6.6}").parse().map_err(|_| Error::invalid_time(path, text))?;
    Ok(Micros(seconds * 1_000_000 + micros))
}
