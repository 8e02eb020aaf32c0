//! What a campaign costs before it is sent: the least, the expected and the most, while its recipients are read.
//!
//! [`Preflight`] takes a file in pieces and answers with what it is made of. [`Engine::price_breakdown`] prices what
//! was counted once more, for whoever reserves credits for it.
//!
//! [`Engine::price_breakdown`]: crate::Engine::price_breakdown

mod answer;
mod breakdown;
mod columns;
mod counter;
mod counts;
mod coverage;
mod csv;
mod dialled;
mod effects;
mod fixes;
mod lane;
mod lines;
mod message;
mod number;
mod options;
mod overage;
mod parts;
mod places;
mod preflight;
mod problems;
mod seen;
mod terms;
mod warning;

pub use answer::{Answer, RegionRow};
pub use breakdown::{Breakdown, Estimate, LINES_MAX, Line, POSITION_MAX};
pub use columns::Columns;
pub use counts::{Longest, Recipients};
pub use coverage::{Coverage, RunsOut, Split};
pub use csv::{CELL_BYTES_MAX, Fault, Finding, ROW_BYTES_MAX, Row, Rows, Shape, Sink, Taken};
pub use fixes::{Character, Field, Fix, FixKind};
pub use message::{CHARACTERS_MAX, Cause, LINK_LENGTH_MAX, Measure, Message, Meter, OPT_OUT_UNITS_MAX};
pub use number::{NumberProblem, read_number};
pub use options::{Duplicates, Options};
pub use overage::Overage;
pub use parts::{Duplicate, Pending, Shard};
pub use preflight::{Preflight, Progress};
pub use problems::{Kind, LISTED_MAX, Problem, Spot};
pub use seen::Seen;
pub use terms::{Calls, DialUntil, PROBABILITY_DECIMALS, Place, Terms};
pub use warning::{Parameter, Warning};
