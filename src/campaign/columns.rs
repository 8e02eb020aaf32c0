//! Which columns of a file are numbers, and which are merge fields.

use super::breakdown::POSITION_MAX;
use super::csv::Row;
use crate::sort;
use crate::template::{Template, is_same, named};
use crate::{Error, Result};

/// The names of the column of numbers, in any case; the first one that is there is it.
const NUMBERS: [&str; 4] = ["phone", "number", "to", "mobile"];

/// Where to find a recipient's numbers and the values of the merge fields, by columns from 0.
///
/// The number stands under `phone`, `number`, `to` or `mobile` in any case, or `phone1`, unless another name is given;
/// further numbers stand under `phone2`, `phone3`, … (or `Phone 2`, `mobile_2`), and are tried in that order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    numbers: Vec<usize>,
    fields: Vec<usize>,
}

impl Columns {
    /// Those of the template's fields, and those of numbers; `number` names their first column where it has another
    /// name.
    ///
    /// A name stands for the column that is called so, else for the one that is when upper and lower case are one.
    pub fn of(header: &Row<'_>, template: Option<&Template>, number: Option<&str>) -> Result<Columns> {
        let names: Vec<&str> = header.texts().map(str::trim).collect();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if let Some(first) = names[..at].iter().position(|one| one == name) {
                return Err(Error::duplicate_column(name, first + 1, at + 1));
            }
        }
        let fields = template.map_or(Ok(Vec::new()), |template| template.columns(&names))?;
        let first = match number {
            Some(given) => {
                named(&names, given.trim())?.ok_or_else(|| Error::column_missing(given, names.iter().copied()))?
            }
            None => {
                let plain = NUMBERS.iter().find_map(|stem| named(&names, stem).transpose()).transpose()?;
                let indexed = || further(&names, &NUMBERS).into_iter().find(|(index, _)| *index == 1);
                plain
                    .or_else(|| indexed().map(|(_, at)| at))
                    .ok_or_else(|| Error::number_column_missing(&NUMBERS, names.iter().copied()))?
            }
        };
        let mut stems = vec![names[first].trim_end_matches(|c: char| c.is_ascii_digit())];
        stems.extend(NUMBERS);
        let others = further(&names, &stems).into_iter().filter(|(index, at)| *index > 1 && *at != first);
        let numbers: Vec<usize> = [first].into_iter().chain(others.map(|(_, at)| at)).collect();
        if numbers.len() > POSITION_MAX as usize {
            return Err(Error::number_columns(numbers.len(), POSITION_MAX));
        }
        Ok(Columns { numbers, fields })
    }

    /// The columns of numbers, in the order in which they are tried; there is at least one.
    pub fn numbers(&self) -> &[usize] {
        &self.numbers
    }

    /// The column of each merge field.
    pub fn fields(&self) -> &[usize] {
        &self.fields
    }
}

/// The columns that are called by a stem and an index, by index; of equal ones, in the order of the stems.
fn further(names: &[&str], stems: &[&str]) -> Vec<(u32, usize)> {
    let index = |name: &str, stem: &str| -> Option<u32> {
        let digits = name.len() - name.chars().rev().take_while(char::is_ascii_digit).count();
        let (begin, index) = name.split_at(digits);
        let begin = begin.trim_end_matches([' ', '_', '-', '.']);
        is_same(begin, stem.trim_end_matches([' ', '_', '-', '.'])).then(|| index.parse().ok()).flatten()
    };
    let mut found: Vec<(u32, usize)> = Vec::new();
    for stem in stems.iter().filter(|stem| !stem.is_empty()) {
        for (at, name) in names.iter().enumerate() {
            if let Some(index) = index(name, stem)
                && found.iter().all(|(_, other)| *other != at)
            {
                found.push((index, at));
            }
        }
    }
    sort::by_key(&mut found, |(index, _)| *index);
    found
}
