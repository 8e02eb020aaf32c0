//! SQL that every database takes, and what a database must do to be one of them.
//!
//! A statement is written once. Its parameters are `?1`, `?2`, …; integers, flags and times are 64-bit integers. What
//! databases say differently is marked:
//!
//! | marker | SQLite | PostgreSQL |
//! |---|---|---|
//! | `@in(2)` | `IN (SELECT value FROM json_each(?2))` | `= ANY($2)` |
//! | `@from(2: id text, n int)` | the statement is run for each row, `r.id` is `?2` and `r.n` is `?3` | `FROM unnest($2::text[], $3::bigint[]) AS r(id, n)` |
//! | `@with(2: …)` | the same | `, unnest(…) AS r(…)` |
//! | `@lock` | nothing: there is one writer | `FOR UPDATE` |
//! | `@skip_locked` | nothing | `FOR UPDATE SKIP LOCKED` |
//! | `@indexed(name)` | `INDEXED BY name` | nothing |

use super::{Failed, Kept};
use crate::credits::Credits;
use crate::ledger::Moment;

/// A connection to a database.
pub(super) trait Sql: Send {
    /// Begins to write.
    fn begin(&mut self) -> Kept<()>;
    /// Begins to read: everything is as it is at one moment.
    fn read(&mut self) -> Kept<()>;
    fn commit(&mut self) -> Kept<()>;
    /// Ends what was begun, where something was.
    fn roll_back(&mut self);

    /// Runs a statement, once or for each of `rows`, and shows the rows that it answers with. Gives how many it changed.
    fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        rows: Option<&Rows<'_>>,
        each: &mut dyn FnMut(&dyn Row) -> Kept<()>,
    ) -> Kept<usize>;

    /// Runs statements one after the other, without waiting for an answer between them.
    fn together(&mut self, queries: &mut [Query<'_>]) -> Kept<()> {
        queries.iter_mut().try_for_each(|query| self.run(query.sql, query.binds, None, query.each).map(drop))
    }

    /// Runs a statement that answers nothing for each of `rows`, now or with what comes after it: whether it fails is
    /// known when the transaction ends.
    fn later(&mut self, sql: &str, binds: &[Bind<'_>], rows: &Rows<'_>) -> Kept<()>;
}

/// A statement that answers with rows.
pub(super) struct Query<'a> {
    pub(super) sql: &'a str,
    pub(super) binds: &'a [Bind<'a>],
    pub(super) each: &'a mut dyn FnMut(&dyn Row) -> Kept<()>,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bind<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Texts(&'a [&'a str]),
    Ints(&'a [i64]),
}

/// Parameters of many rows at once, column by column.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    pub(super) columns: Vec<Column<'a>>,
}

#[derive(Debug)]
pub(super) enum Column<'a> {
    Text(Vec<Option<&'a str>>),
    Int(Vec<Option<i64>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Rows<'a> {
    pub(super) fn new() -> Rows<'a> {
        Rows::default()
    }

    pub(super) fn text<T: Into<Option<&'a str>>>(mut self, values: impl Iterator<Item = T>) -> Rows<'a> {
        self.columns.push(Column::Text(values.map(Into::into).collect()));
        self
    }

    pub(super) fn int<T: Into<Option<i64>>>(mut self, values: impl Iterator<Item = T>) -> Rows<'a> {
        self.columns.push(Column::Int(values.map(Into::into).collect()));
        self
    }

    /// Counts, which must be such as a database can hold.
    pub(super) fn count(mut self, values: impl Iterator<Item = u64>) -> Kept<Rows<'a>> {
        let values = values.map(|count| number(count).map(Some)).collect::<Kept<_>>()?;
        self.columns.push(Column::Int(values));
        Ok(self)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self.columns.first() {
            Some(Column::Text(values)) => values.len(),
            Some(Column::Int(values)) => values.len(),
            Some(Column::Bytes(values)) => values.len(),
            None => 0,
        }
    }
}

impl<'a> Column<'a> {
    /// The value of one row.
    pub(super) fn bind(&self, row: usize) -> Bind<'a> {
        match self {
            Column::Text(values) => values[row].map_or(Bind::Null, Bind::Text),
            Column::Int(values) => values[row].map_or(Bind::Null, Bind::Int),
            Column::Bytes(values) => values[row].map_or(Bind::Null, Bind::Bytes),
        }
    }
}

impl From<i64> for Bind<'_> {
    fn from(value: i64) -> Self {
        Bind::Int(value)
    }
}

impl From<u32> for Bind<'_> {
    fn from(value: u32) -> Self {
        Bind::Int(value.into())
    }
}

impl From<bool> for Bind<'_> {
    fn from(value: bool) -> Self {
        Bind::Int(value.into())
    }
}

impl From<Credits> for Bind<'_> {
    fn from(value: Credits) -> Self {
        Bind::Int(value.micros())
    }
}

impl From<Moment> for Bind<'_> {
    fn from(value: Moment) -> Self {
        Bind::Int(value.millis())
    }
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(value: &'a str) -> Self {
        Bind::Text(value)
    }
}

impl<'a> From<&'a String> for Bind<'a> {
    fn from(value: &'a String) -> Self {
        Bind::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Bind<'a> {
    fn from(value: &'a [u8]) -> Self {
        Bind::Bytes(value)
    }
}

impl<'a, T: Into<Bind<'a>>> From<Option<T>> for Bind<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Bind::Null, Into::into)
    }
}

/// Parameters of a statement, in their order.
macro_rules! binds {
    ($($value:expr),* $(,)?) => { &[$($crate::server::store::sql::Bind::from($value)),*] };
}
pub(super) use binds;

/// A count that databases can hold: their integers have a sign.
pub(super) fn number(count: u64) -> Kept<i64> {
    Ok(i64::try_from(count)?)
}

/// A row of an answer; its columns are counted from 0.
pub(super) trait Row {
    fn int(&self, column: usize) -> Kept<Option<i64>>;
    fn text(&self, column: usize) -> Kept<Option<&str>>;
    fn bytes(&self, column: usize) -> Kept<Option<&[u8]>>;
}

impl dyn Row + '_ {
    pub(super) fn integer(&self, column: usize) -> Kept<i64> {
        self.int(column)?.ok_or_else(|| Failed::unreadable("NULL"))
    }

    pub(super) fn count(&self, column: usize) -> Kept<u64> {
        Ok(u64::try_from(self.integer(column)?)?)
    }

    pub(super) fn count_or_none(&self, column: usize) -> Kept<Option<u64>> {
        Ok(self.int(column)?.map(u64::try_from).transpose()?)
    }

    pub(super) fn flag(&self, column: usize) -> Kept<bool> {
        Ok(self.integer(column)? != 0)
    }

    pub(super) fn credits(&self, column: usize) -> Kept<Credits> {
        Ok(Credits::from_micros(self.integer(column)?))
    }

    pub(super) fn moment(&self, column: usize) -> Kept<Moment> {
        Ok(Moment::from_millis(self.integer(column)?))
    }

    pub(super) fn str(&self, column: usize) -> Kept<&str> {
        self.text(column)?.ok_or_else(|| Failed::unreadable("NULL"))
    }

    pub(super) fn string(&self, column: usize) -> Kept<String> {
        Ok(self.str(column)?.to_owned())
    }

    pub(super) fn string_or_none(&self, column: usize) -> Kept<Option<String>> {
        Ok(self.text(column)?.map(str::to_owned))
    }

    /// A name that this version knows.
    pub(super) fn named<T: Copy>(&self, column: usize, all: &[T], name: impl Fn(T) -> &'static str) -> Kept<T> {
        let text = self.str(column)?;
        let found = all.iter().copied().find(|&one| name(one) == text);
        found.ok_or_else(|| Failed::unreadable(text))
    }
}

/// Whose SQL a statement becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// A statement as a database takes it.
pub(super) fn translate(sql: &str, dialect: Dialect) -> String {
    let (mut out, mut columns, mut rest) = (String::with_capacity(sql.len()), Vec::new(), sql);
    while let Some(at) = rest.find('@') {
        out.push_str(&rest[..at]);
        let marker = &rest[at + 1..];
        let name_end = marker.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(marker.len());
        let (name, after) = marker.split_at(name_end);
        let (given, after) = match after.strip_prefix('(').and_then(|after| after.split_once(')')) {
            Some((given, after)) => (given, after),
            None => ("", after),
        };
        let postgres = dialect == Dialect::Postgres;
        match (name, postgres) {
            ("in", false) => out.push_str(&format!("IN (SELECT value FROM json_each(?{given}))")),
            ("in", true) => out.push_str(&format!("= ANY(?{given})")),
            ("from" | "with", _) => {
                let (first, list) = given.split_once(':').unwrap_or(("1", given));
                let first: usize = first.trim().parse().unwrap_or(1);
                let list = list.split(',').filter_map(|column| column.trim().split_once(' '));
                columns.extend(list.enumerate().map(|(place, (column, kind))| (column, kind.trim(), first + place)));
                if postgres {
                    let arrays = columns.iter().map(|(_, kind, at)| {
                        let kind = match *kind {
                            "int" => "bigint",
                            "bytes" => "bytea",
                            _ => "text",
                        };
                        format!("?{at}::{kind}[]")
                    });
                    let names: Vec<&str> = columns.iter().map(|(name, ..)| *name).collect();
                    let arrays: Vec<String> = arrays.collect();
                    let before = if name == "from" { "FROM" } else { "," };
                    out.push_str(&format!("{before} unnest({}) AS r({})", arrays.join(", "), names.join(", ")));
                }
            }
            ("lock", true) => out.push_str("FOR UPDATE"),
            ("skip_locked", true) => out.push_str("FOR UPDATE SKIP LOCKED"),
            ("indexed", false) => out.push_str(&format!("INDEXED BY {given}")),
            ("lock" | "skip_locked", false) | ("indexed", true) => {}
            // The database refuses what is no marker.
            _ => out.push_str(&format!("@{name}")),
        }
        rest = after;
    }
    out.push_str(rest);
    match dialect {
        Dialect::Postgres => out.replace('?', "$"),
        Dialect::Sqlite => columns.iter().fold(out, |sql, (name, _, at)| replace_column(&sql, name, *at)),
    }
}

/// Puts a parameter in the place of `r.name`.
fn replace_column(sql: &str, name: &str, at: usize) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let column = format!("r.{name}");
    let (mut out, mut rest) = (String::with_capacity(sql.len()), sql);
    while let Some(found) = rest.find(&column) {
        let (before, after) = (&rest[..found], &rest[found + column.len()..]);
        out.push_str(before);
        if before.ends_with(is_name) || after.starts_with(is_name) {
            out.push_str(&column);
        } else {
            out.push_str(&format!("?{at}"));
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_become_what_a_database_takes() {
        let sql = "UPDATE lots SET n = r.n, o = r.no @from(2: id text, n int, no int) WHERE t = ?1 AND id = r.id";
        assert_eq!(
            translate(sql, Dialect::Postgres),
            "UPDATE lots SET n = r.n, o = r.no FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS r(id, n, no) \
             WHERE t = $1 AND id = r.id"
        );
        assert_eq!(translate(sql, Dialect::Sqlite), "UPDATE lots SET n = ?3, o = ?4  WHERE t = ?1 AND id = ?2");
        let sql = "SELECT a FROM t @indexed(i) @with(1: k text) WHERE k @in(2) AND or.k = r.k @lock";
        assert_eq!(
            translate(sql, Dialect::Postgres),
            "SELECT a FROM t  , unnest($1::text[]) AS r(k) WHERE k = ANY($2) AND or.k = r.k FOR UPDATE"
        );
        assert_eq!(
            translate(sql, Dialect::Sqlite),
            "SELECT a FROM t INDEXED BY i  WHERE k IN (SELECT value FROM json_each(?2)) AND or.k = ?1 "
        );
        assert_eq!(translate("SELECT a FROM t @lokc", Dialect::Postgres), "SELECT a FROM t @lokc", "it is seen");
    }
}
