//! What a campaign costs before it is sent.

mod columns;
mod csv;
mod message;
mod number;
mod seen;

pub use columns::Columns;
pub use csv::{CELL_BYTES_MAX, Fault, Finding, ROW_BYTES_MAX, Row, Rows, Sink};
pub use number::{NumberProblem, read_number};
pub use seen::Seen;
