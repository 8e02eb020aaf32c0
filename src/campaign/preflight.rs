//! A preflight: recipients in, what they cost out.

use std::sync::Arc;

use super::answer::{Answer, Prices, answer};
use super::columns::Columns;
use super::counter::{ByPlace, Counter, Given, Verdicts};
use super::csv::{Finding, Row, Rows, Shape, Sink, Taken};
use super::lane::Lane;
use super::number::{NumberProblem, read_number};
use super::options::{Duplicates, Options, Setup};
use super::problems::{Kind, Spot};
use crate::credits::Credits;
use crate::phone::{E164, Place};
use crate::quote::Engine;
use crate::template::FIELDS_MAX;
use crate::{Error, Result};

/// What a campaign costs, while its recipients are read.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use septet::campaign::{Message, Options, Preflight, Terms};
/// use septet::template::Template;
///
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\nGB,0.056\n")])?;
/// let options = Options {
///     terms: Terms { plan: "team".into(), service: "sms".into(), ..Terms::default() },
///     message: Some(Message::new(Template::parse("Hi {{name}}, your table is booked.")?)),
///     ..Options::default()
/// };
/// let mut preflight = Preflight::new(&engine, options)?;
/// preflight.push(b"phone,name\n+919876543210,Asha\n+4474")?; // cut anywhere
/// preflight.push(b"00123456,Zoe\n")?;
/// let answer = preflight.finish()?;
/// assert_eq!((answer.recipients.priced, answer.credits.max.to_string()), (2, "20".into()));
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug)]
pub struct Preflight {
    pub(super) rows: Rows,
    pub(super) reader: Reader,
    pub(super) bytes: u64,
    /// Numbers that came without a file.
    pub(super) numbers: u64,
    /// Why its file cannot be read any further.
    pub(super) failed: Option<Error>,
}

/// How far a preflight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows, or numbers that came without a file.
    pub rows: u64,
    /// Those that are priced.
    pub recipients: u64,
    /// The most that these can cost.
    pub max: Credits,
}

impl Preflight {
    /// Compiles the options. What no recipient could be priced by is an error here, not at each row.
    pub fn new(engine: &Engine, options: Options) -> Result<Preflight> {
        let setup = Setup::new(engine, options)?;
        let verdicts = match setup.options.duplicates {
            Duplicates::Ignore => Verdicts::None,
            _ => Verdicts::Seen(Box::default()),
        };
        Preflight::of(&setup, verdicts)
    }

    pub(crate) fn of(setup: &Arc<Setup>, verdicts: Verdicts) -> Result<Preflight> {
        let reader = Reader::new(Counter::new(setup, verdicts)?);
        Ok(Preflight { rows: Rows::new(setup.options.delimiter)?, reader, bytes: 0, numbers: 0, failed: None })
    }

    /// The next bytes of a CSV, cut anywhere. Rows that cannot be used are counted, and listed in the answer; a file
    /// that is none, or whose columns are not those that are needed, is an error.
    ///
    /// A preflight that an error has ended gives it again.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)?;
        self.bytes += bytes.len() as u64;
        let pushed = self.rows.push(bytes, &mut self.reader);
        self.failed = pushed.clone().err();
        pushed
    }

    /// Numbers without a file: the digits of E.164 numbers. A message with fields would have nothing in them, and is an
    /// error.
    pub fn push_numbers(&mut self, numbers: impl IntoIterator<Item = u64>) -> Result<()> {
        if let Some(message) = &self.reader.counter.setup.options.message
            && let [field, ..] = message.template.fields()
        {
            return Err(Error::field_without_values(field));
        }
        let counter = &mut self.reader.counter;
        let (is_plain, before) = (counter.is_plain(), self.numbers);
        let mut uniform = counter.uniform();
        let mut by_place: ByPlace = [0; Place::COUNT];
        for digits in numbers {
            self.numbers = self.numbers.wrapping_add(1);
            let number = E164::new(digits);
            if let Some(number) = number
                && uniform.is_some()
                && let place = number.place()
                && counter.counts.places.priced(place).is_some()
            {
                let count = &mut by_place[place.index()];
                *count = count.wrapping_add(1);
                continue;
            }
            let spot = Spot { line: self.numbers, column: None };
            match number {
                Some(number) if is_plain => {
                    counter.message(number, spot, &[]);
                    uniform = counter.uniform();
                }
                Some(number) => {
                    self.reader.numbers.clear();
                    self.reader.numbers.push(Given { number, column: None });
                    counter.recipient(spot.line, &mut self.reader.numbers, &[]);
                }
                None => counter.invalid(spot, "digits", "a number has 6 to 15 digits"),
            }
        }
        if let Some(measure) = uniform {
            counter.at_places(&measure, &by_place);
        }
        counter.counts.rows.all += self.numbers - before;
        Ok(())
    }

    /// How far it is. The most is summed up each time: ask a few times a second, not after each row.
    pub fn progress(&self) -> Result<Progress> {
        let counts = &self.reader.counter.counts;
        let mut prices = Prices::new(&self.reader.counter.setup.pricing, &counts.places);
        let mut lines = counts.lines.clone();
        if let Some(lane) = &self.reader.lane {
            lane.add_lines(&mut lines);
        }
        let max = prices.sum(lines.iter())?.max;
        Ok(Progress { bytes: self.bytes, rows: counts.rows.all, recipients: counts.rows.priced, max })
    }

    /// Reads what was pushed to its end: no more will come.
    pub fn end(&mut self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)?;
        if self.bytes > 0 || self.numbers == 0 {
            self.rows.finish(&mut self.reader)?;
        }
        self.reader.settle();
        Ok(())
    }

    /// The end of the recipients.
    pub fn finish(mut self) -> Result<Answer> {
        self.end()?;
        let Counter { setup, counts, .. } = self.reader.counter;
        answer(&setup, counts)
    }
}

/// What is done with the rows of a file.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) counter: Counter,
    pub(crate) columns: Option<Columns>,
    lane: Option<Lane>,
    numbers: Vec<Given>,
}

/// Values of so many fields are looked up without clearing room for all that there can be.
const FEW: usize = 4;

impl Sink for Reader {
    fn header(&mut self, header: &Row<'_>) -> Result<()> {
        let options = &self.counter.setup.options;
        let template = options.message.as_ref().map(|message| &message.template);
        let columns = Columns::of(header, template, options.number_column.as_deref())?;
        self.lane = Lane::new(&self.counter, &columns);
        self.columns = Some(columns);
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<()> {
        // The header came first.
        let Some(columns) = &self.columns else { return Ok(()) };
        self.counter.counts.rows.all += 1;
        let fields = columns.fields();
        let (mut few, mut many);
        let values: &mut [&str] = if fields.len() <= FEW {
            few = [""; FEW];
            &mut few
        } else {
            many = [""; FIELDS_MAX];
            &mut many
        };
        for (value, column) in values.iter_mut().zip(fields) {
            *value = row.text(*column);
        }
        if let [column] = *columns.numbers()
            && self.counter.is_plain()
            && let Ok(number) = read_number(row.cell(column), self.counter.setup.home.as_ref())
        {
            self.counter.message(number, Spot { line: row.line(), column: Some(column as u32 + 1) }, values);
            return Ok(());
        }
        self.several(row, values)
    }

    fn finding(&mut self, finding: Finding) -> Result<()> {
        let Finding { line, column, fault } = finding;
        self.counter.counts.rows.all += 1;
        self.counter.invalid(Spot { line, column: Some(column) }, fault.code(), &fault.to_string());
        Ok(())
    }

    fn takes_plain(&self) -> bool {
        self.lane.is_some()
    }

    fn plain(&mut self, bytes: &[u8], shape: &Shape) -> Taken {
        let Reader { lane, counter, .. } = self;
        lane.as_mut().map_or_else(Taken::default, |lane| lane.rows(counter, bytes, shape))
    }
}

impl Reader {
    fn new(counter: Counter) -> Reader {
        Reader { counter, columns: None, lane: None, numbers: Vec::new() }
    }

    /// One for rows that come later.
    pub(crate) fn fork(&self, verdicts: Verdicts) -> Reader {
        let (counter, lane) = (self.counter.fork(verdicts), self.lane.as_ref().map(Lane::fork));
        Reader { counter, columns: self.columns.clone(), lane, numbers: Vec::new() }
    }

    /// Counts what was put off.
    pub(crate) fn settle(&mut self) {
        if let Some(lane) = &mut self.lane {
            lane.settle(&mut self.counter);
        }
    }

    /// A row of which more than one number, or none, may count.
    fn several(&mut self, row: &Row<'_>, values: &[&str]) -> Result<()> {
        let Some(columns) = &self.columns else { return Ok(()) };
        self.numbers.clear();
        let mut problems = Vec::new();
        for &column in columns.numbers() {
            let at = Some(column as u32 + 1);
            match read_number(row.cell(column), self.counter.setup.home.as_ref()) {
                Ok(number) => self.numbers.push(Given { number, column: at }),
                Err(problem) => problems.push((problem, Spot { line: row.line(), column: at })),
            }
        }
        let is_empty = |problem: NumberProblem| problem == NumberProblem::Empty;
        if self.numbers.is_empty() {
            let first = problems.iter().find(|(problem, _)| !is_empty(*problem)).or(problems.first());
            if let Some((problem, spot)) = first {
                self.counter.invalid(*spot, problem.code(), &problem.to_string());
            }
            return Ok(());
        }
        for (problem, spot) in problems.into_iter().filter(|(problem, _)| !is_empty(*problem)) {
            let text = Some(problem.to_string());
            self.counter.counts.problems.add(Kind::InvalidFurther, problem.code(), spot, text);
        }
        self.counter.recipient(row.line(), &mut self.numbers, values);
        Ok(())
    }
}
