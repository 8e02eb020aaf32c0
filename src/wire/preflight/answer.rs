//! A preflight's answer.

use serde::Serialize;

use super::super::breakdown::BreakdownDocument;
use super::super::quote::text;
use crate::campaign::{self, Coverage, Estimate, FixKind, Parameter, Split};
use crate::credits::Credits;
use crate::map::Map;

/// What a campaign costs, what that is made of, and whether the balance covers it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// All rows of the file.
    pub recipients: u64,
    pub priced: u64,
    pub unpriced: u64,
    pub invalid: u64,
    /// Among those that are priced as well, unless they are skipped.
    pub duplicates: u64,
    pub suppressed: Suppressed,
    /// The most messages, or attempts to call.
    pub attempts: u64,
    pub credits: Amounts,
    pub money: Option<Money>,
    pub by_region: Vec<RegionRow>,
    pub by_segments: Vec<SegmentsRow>,
    pub by_encoding: Vec<EncodingRow>,
    pub fields: Vec<Field>,
    /// Why messages are UCS-2.
    pub characters: Vec<Character>,
    pub longest: Option<Longest>,
    /// `null`, as what follows, where it was not said who pays.
    pub covered: Option<bool>,
    pub shortfall: Option<String>,
    pub balance: Option<Balance>,
    pub fixes: Vec<Fix>,
    pub findings: Vec<Finding>,
    pub warnings: Vec<Warning>,
    pub breakdown: BreakdownDocument,
    pub book_hash: String,
    pub deck_hashes: Map<String, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suppressed {
    pub opted_out: u64,
    pub do_not_call: u64,
}

/// The least, the expected and the most.
#[derive(Debug, Serialize)]
pub struct Amounts {
    #[serde(serialize_with = "text")]
    pub min: Credits,
    #[serde(serialize_with = "text")]
    pub expected: Credits,
    #[serde(serialize_with = "text")]
    pub max: Credits,
}

/// The same in money.
#[derive(Debug, Serialize)]
pub struct Money {
    pub min: String,
    pub expected: String,
    pub max: String,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Debug, Serialize)]
pub struct RegionRow {
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<&'static str>,
    pub recipients: u64,
    pub segments: u64,
    pub attempts: u64,
    pub credits: Amounts,
}

#[derive(Debug, Serialize)]
pub struct SegmentsRow {
    pub segments: u32,
    pub recipients: u64,
}

#[derive(Debug, Serialize)]
pub struct EncodingRow {
    pub encoding: &'static str,
    pub recipients: u64,
}

#[derive(Debug, Serialize)]
pub struct Field {
    pub name: String,
    /// Messages that are UCS-2 because of its values, and of nothing in the template.
    pub flips: u64,
    pub units: Units,
}

#[derive(Debug, Serialize)]
pub struct Units {
    pub min: u32,
    /// A decimal, rounded to hundredths.
    pub mean: String,
    pub max: u32,
    pub total: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Character {
    /// `null` for the template.
    pub field: Option<String>,
    pub character: char,
    pub code_point: String,
    pub replacement: Option<String>,
    pub recipients: u64,
    #[serde(serialize_with = "text")]
    pub saves_credits: Credits,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Longest {
    pub segments: u32,
    pub segments_max: u32,
    pub units: u32,
    pub line: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    #[serde(serialize_with = "text")]
    pub available: Credits,
    #[serde(serialize_with = "text")]
    pub held: Credits,
    #[serde(serialize_with = "text")]
    pub expected_shortfall: Credits,
    pub expected: Paid,
    pub max: Paid,
    pub decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overage: Option<Overage>,
    pub runs_out: Option<RunsOut>,
}

/// The most that a campaign comes to where the balance does not cover it and the rest is owed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(as = CampaignOverage))]
pub struct Overage {
    /// What the balance pays.
    #[serde(serialize_with = "text")]
    pub covered: Credits,
    /// The most that is owed for the rest, at the overage price.
    #[serde(serialize_with = "text")]
    pub owed: Credits,
    /// Both together.
    #[serde(serialize_with = "text")]
    pub max: Credits,
}

/// How an amount is paid, and what is left.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paid {
    #[serde(serialize_with = "text")]
    pub from_allowance: Credits,
    #[serde(serialize_with = "text")]
    pub from_bought: Credits,
    #[serde(serialize_with = "text")]
    pub missing: Credits,
    #[serde(serialize_with = "text")]
    pub allowance_left: Credits,
    #[serde(serialize_with = "text")]
    pub bought_left: Credits,
}

/// After how many recipients, at the average.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunsOut {
    pub expected_after: Option<u64>,
    pub max_after: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    pub recipients: u64,
    #[serde(serialize_with = "text")]
    pub saves_credits: Credits,
    #[serde(serialize_with = "text")]
    pub saves_max: Credits,
}

#[derive(Debug, Serialize)]
pub struct Finding {
    pub kind: &'static str,
    pub code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    pub count: u64,
    /// The first 100.
    pub first: Vec<Spot>,
}

#[derive(Debug, Serialize)]
pub struct Spot {
    pub line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct Warning {
    pub code: &'static str,
    pub parameters: Map<&'static str, Value>,
}

/// A count, or credits.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Value {
    Count(u64),
    Credits(String),
}

/// How far a preflight is.
#[derive(Debug, Serialize)]
pub struct Progress {
    pub bytes: u64,
    pub rows: u64,
    pub recipients: u64,
    #[serde(serialize_with = "text")]
    pub max: Credits,
}

impl From<campaign::Progress> for Progress {
    fn from(progress: campaign::Progress) -> Progress {
        let campaign::Progress { bytes, rows, recipients, max } = progress;
        Progress { bytes, rows, recipients, max }
    }
}

impl From<Estimate> for Amounts {
    fn from(Estimate { min, expected, max }: Estimate) -> Amounts {
        Amounts { min, expected, max }
    }
}

impl From<Split> for Paid {
    fn from(split: Split) -> Paid {
        let Split { from_allowance, from_bought, missing, allowance_left, bought_left } = split;
        Paid { from_allowance, from_bought, missing, allowance_left, bought_left }
    }
}

impl From<campaign::Overage> for Overage {
    fn from(campaign::Overage { covered, owed, max }: campaign::Overage) -> Overage {
        Overage { covered, owed, max }
    }
}

impl From<Coverage> for Balance {
    fn from(coverage: Coverage) -> Balance {
        let runs_out =
            |out: campaign::RunsOut| RunsOut { expected_after: out.expected_after, max_after: out.max_after };
        Balance {
            available: coverage.available,
            held: coverage.held,
            expected_shortfall: coverage.expected_shortfall,
            expected: coverage.expected.into(),
            max: coverage.max.into(),
            decision: coverage.decision.name(),
            overage: coverage.overage.map(Overage::from),
            runs_out: coverage.runs_out.map(runs_out),
        }
    }
}

impl From<campaign::Fix> for Fix {
    fn from(fix: campaign::Fix) -> Fix {
        let (kind, field, units) = match fix.kind {
            FixKind::ReplaceAll => ("replace-all", None, None),
            FixKind::ReplaceInTemplate => ("replace-in-template", None, None),
            FixKind::ReplaceInField(field) => ("replace-in-field", Some(field), None),
            FixKind::Shorten(units) => ("shorten", None, Some(units)),
            FixKind::SkipDuplicates => ("skip-duplicates", None, None),
        };
        Fix { kind, field, units, recipients: fix.recipients, saves_credits: fix.saves, saves_max: fix.saves_max }
    }
}

impl From<campaign::Problem> for Finding {
    fn from(problem: campaign::Problem) -> Finding {
        let spot = |spot: campaign::Spot| Spot { line: spot.line, column: spot.column };
        Finding {
            kind: problem.kind.name(),
            code: problem.code,
            message: problem.message,
            count: problem.count,
            first: problem.first.into_iter().map(spot).collect(),
        }
    }
}

impl From<campaign::Warning> for Warning {
    fn from(warning: campaign::Warning) -> Warning {
        let value = |value: Parameter| match value {
            Parameter::Count(count) => Value::Count(count),
            Parameter::Credits(credits) => Value::Credits(credits.to_string()),
        };
        let parameters = warning.parameters.into_iter().map(|(name, parameter)| (name, value(parameter))).collect();
        Warning { code: warning.code, parameters }
    }
}

impl From<campaign::Answer> for Answer {
    fn from(answer: campaign::Answer) -> Answer {
        let rows = answer.recipients;
        let money = |[min, expected, max]: [crate::credits::Money; 3]| Money {
            currency: max.currency.to_string(),
            min: min.amount.to_string(),
            expected: expected.amount.to_string(),
            max: max.amount.to_string(),
        };
        let by_region = |row: campaign::RegionRow| RegionRow {
            region: row.region.map(|region| region.to_string()),
            class: row.class.map(|class| class.name()),
            recipients: row.recipients,
            segments: row.segments,
            attempts: row.attempts,
            credits: row.credits.into(),
        };
        let field = |field: campaign::Field| Field {
            name: field.name,
            flips: field.flips,
            units: Units {
                min: field.units_min,
                mean: field.units_mean.to_string(),
                max: field.units_max,
                total: field.units_total,
            },
        };
        let character = |of: campaign::Character| Character {
            field: of.field,
            character: of.character,
            code_point: format!("U+{:04X}", of.character as u32),
            replacement: of.replacement,
            recipients: of.recipients,
            saves_credits: of.saves,
        };
        let longest =
            |campaign::Longest { segments, segments_max, units, line }| Longest { segments, segments_max, units, line };
        let coverage = answer.coverage;
        Answer {
            recipients: rows.all,
            priced: rows.priced,
            unpriced: rows.unpriced,
            invalid: rows.invalid,
            duplicates: rows.duplicates,
            suppressed: Suppressed { opted_out: rows.opted_out, do_not_call: rows.do_not_call },
            attempts: answer.attempts,
            credits: answer.credits.into(),
            money: answer.money.map(money),
            by_region: answer.by_region.into_iter().map(by_region).collect(),
            by_segments: answer
                .by_segments
                .into_iter()
                .map(|(segments, recipients)| SegmentsRow { segments, recipients })
                .collect(),
            by_encoding: answer
                .by_encoding
                .into_iter()
                .map(|(encoding, recipients)| EncodingRow { encoding: encoding.name(), recipients })
                .collect(),
            fields: answer.fields.into_iter().map(field).collect(),
            characters: answer.characters.into_iter().map(character).collect(),
            longest: answer.longest.map(longest),
            covered: coverage.map(|coverage| coverage.covered),
            shortfall: coverage.map(|coverage| coverage.shortfall.to_string()),
            balance: coverage.map(Balance::from),
            fixes: answer.fixes.into_iter().map(Fix::from).collect(),
            findings: answer.problems.into_iter().map(Finding::from).collect(),
            warnings: answer.warnings.into_iter().map(Warning::from).collect(),
            breakdown: BreakdownDocument::from(&answer.breakdown),
            book_hash: answer.book_hash,
            deck_hashes: answer.deck_hashes,
        }
    }
}
