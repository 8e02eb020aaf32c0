//! The rate of a destination.

use rust_decimal::Decimal;

use super::place::{Place, Prefix};
use super::rows::{Entry, narrowed};
use super::{Category, Date, Deck, Group, longest};
use crate::phone::{self, Class, Line, Number, Region};
use crate::{Error, Result};

/// What a price is asked for. A number or a region is needed; the rest as the deck asks for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Destination<'a> {
    pub number: Option<&'a Number>,
    /// Where there is none, it is the number's.
    pub region: Option<Region>,
    /// The operator's name, in any case.
    pub operator: Option<&'a str>,
    pub category: Option<Category>,
    /// The day on which the price has to hold.
    pub at: Option<Date>,
}

/// A price, and the row that it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    pub price: Decimal,
    /// What matched, for explanations: `IN`, `prefix 9198`, `market India, marketing`, `IN, operator Jio`.
    pub basis: String,
}

/// What is known of a number's line.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Line(Line),
    /// Neither landline nor mobile.
    Neither,
}

/// A destination in the deck's terms.
pub(super) struct Wanted<'a> {
    pub(super) to: &'a Destination<'a>,
    pub(super) region: Option<Region>,
    /// The operator's number, where the deck has heard of it.
    pub(super) operator: Option<u32>,
}

impl Deck {
    /// What one unit to this destination costs. A destination without a rate is an error: its price is never 0 and
    /// never a neighbour's.
    ///
    /// The longest prefix that has a rate for the rest of what is asked comes first, then the region (or, without a
    /// country, the number's class), then the market `Other` for a region that has no row. There, the rows that are
    /// valid on the day and not of another category or line are looked at: those of the operator, else those of
    /// none; a row of the category before one without, and a row of the line before one without.
    ///
    /// What is not known is never taken for the cheaper: where neither the operator asked for nor every other one has
    /// a row, the price is the dearest operator's; where the line cannot be told, that of the dearest line.
    ///
    /// ```
    /// use septet::{phone::Number, rates::{Deck, Destination}};
    /// let deck = Deck::from_csv("voice", b"iso,prefix,line,price_usd\nIN,,,0.04\nIN,,mobile,0.05\n,9140,,0.06\n")?;
    /// let number = Number::parse("+914012345678")?;
    /// let rate = deck.rate(&Destination { number: Some(&number), ..Default::default() })?;
    /// assert_eq!((rate.price.to_string().as_str(), rate.basis.as_str()), ("0.06", "prefix 9140"));
    ///
    /// let region = Some(septet::phone::Region::parse("FR")?);
    /// let error = deck.rate(&Destination { region, ..Default::default() }).unwrap_err();
    /// assert_eq!(error.to_string(), "the `voice` deck has no rate for region `FR`");
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn rate(&self, to: &Destination) -> Result<Rate> {
        let region = to.region.or_else(|| to.number?.region());
        if region.is_none() && to.number.is_none() {
            return Err(Error::missing("to", "give a number in E.164 form, or a `region`"));
        }
        let wanted = Wanted { to, region, operator: self.operator(to.operator) };
        let found = match to.at {
            None => self.undated(&wanted)?,
            at => self.dearest_line(&wanted, at)?,
        };
        let none = || match (region, to.number) {
            (None, Some(number)) => Error::no_region(&number.to_string(), number.class().map(|class| class.name())),
            (region, _) => Error::no_rate(region.as_ref().map_or("", Region::as_str), &self.name),
        };
        let entry = found.ok_or_else(none)?;
        Ok(Rate { price: entry.price, basis: self.basis(entry) })
    }

    pub(super) fn operator(&self, name: Option<&str>) -> Option<u32> {
        let name = name.filter(|_| !self.operators.is_empty())?.trim().to_lowercase();
        let at = self.operators.binary_search_by(|(lower, _)| lower.as_str().cmp(&name)).ok()?;
        u32::try_from(at + 1).ok()
    }

    /// The entry without a date being asked for: the same on every date, or an error.
    fn undated(&self, wanted: &Wanted) -> Result<Option<&Entry>> {
        let found = self.dearest_line(wanted, None)?;
        let dates = self.places(wanted).flat_map(|group| group.of(&self.entries)).flat_map(|e| [e.from, e.to]);
        for date in dates.flatten() {
            let then = self.dearest_line(wanted, Some(date))?;
            if then.map(|entry| entry.price) != found.map(|entry| entry.price) {
                let number = || wanted.to.number.map(Number::to_string);
                let place = wanted.region.map(|region| region.to_string()).or_else(number);
                return Err(Error::date_missing(&self.name, &place.unwrap_or_default()));
            }
        }
        Ok(found)
    }

    /// The entry for the number's line; where it cannot be told, the dearest that it can be.
    fn dearest_line(&self, wanted: &Wanted, at: Option<Date>) -> Result<Option<&Entry>> {
        if !self.has_lines {
            return self.first_place(wanted, Kind::Neither, at);
        }
        if let Some(line) = wanted.to.number.and_then(Number::line) {
            return self.first_place(wanted, Kind::Line(line), at);
        }
        let mut dearest = self.first_place(wanted, Kind::Neither, at)?;
        for line in Line::ALL {
            dearest = dearer(dearest, self.first_place(wanted, Kind::Line(line), at)?);
        }
        Ok(dearest)
    }

    /// The entry of the first place that has one.
    fn first_place(&self, wanted: &Wanted, kind: Kind, at: Option<Date>) -> Result<Option<&Entry>> {
        for group in self.places(wanted) {
            let entries = group.of(&self.entries);
            if wanted.to.category.is_none() && entries.iter().any(|entry| entry.category.is_some()) {
                let has = |category: &Category| entries.iter().any(|entry| entry.category == Some(*category));
                let place = group.place;
                let priced = Category::ALL.into_iter().filter(has).map(Category::name);
                return Err(Error::category_missing(&self.name, &self.place(place, None), priced));
            }
            if let Some(entry) = pick(entries, wanted, kind, at) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// The places that price a destination, the most exact one first.
    fn places(&self, wanted: &Wanted) -> impl Iterator<Item = &Group> {
        let prefixes = self.prefixes(wanted.to.number.and_then(Prefix::of));
        prefixes.chain(match wanted.region {
            Some(region) => self.of_region(region),
            None => wanted.to.number.and_then(Number::class).and_then(|class| self.group(Place::Class(class))),
        })
    }

    /// The places that price another place, the most exact one first.
    pub(super) fn groups_of(&self, place: Place) -> Vec<&Group> {
        match place {
            Place::Region(region) => self.of_region(region).into_iter().collect(),
            Place::Prefix(prefix) => {
                let digits = prefix.to_string();
                let class = || self.group(Place::Class(Class::of(&digits)?));
                let place = phone::region_of(&digits).map_or_else(class, |region| self.of_region(region));
                self.prefixes(Some(prefix)).chain(place).collect()
            }
            Place::Class(_) | Place::Other => self.group(place).into_iter().collect(),
        }
    }

    /// The prefixes that these digits begin with, the longest one first.
    fn prefixes(&self, digits: Option<Prefix>) -> impl Iterator<Item = &Group> {
        let prefix = digits.and_then(|digits| longest(&self.groups, digits));
        std::iter::successors(prefix, |group| self.groups.get(group.parent as usize))
    }

    fn of_region(&self, region: Region) -> Option<&Group> {
        let other = || self.group(Place::Other).filter(|_| region.is_known());
        self.group(Place::Region(region)).or_else(other)
    }

    fn group(&self, place: Place) -> Option<&Group> {
        let at = self.groups.binary_search_by_key(&place, |group| group.place).ok()?;
        self.groups.get(at)
    }

    /// What an entry is for, as an explanation names it.
    fn basis(&self, entry: &Entry) -> String {
        let (place, narrowed) = (self.place(entry.place, Some(entry)), narrowed(entry, &self.operators));
        if narrowed.is_empty() { place } else { format!("{place}, {narrowed}") }
    }

    /// A place's name: its market's, where its price is from there.
    pub(super) fn place(&self, place: Place, from: Option<&Entry>) -> String {
        match (place, from.and_then(|entry| entry.market)) {
            (Place::Other, _) => format!("market {}", super::markets::OTHER),
            (_, Some(market)) => format!("market {}", market.name()),
            (Place::Region(region), None) => region.to_string(),
            (Place::Class(class), None) => class.name().to_owned(),
            (Place::Prefix(prefix), None) => format!("prefix {prefix}"),
        }
    }
}

/// The entry of a place: of the operator, else of every other one, else the dearest operator's.
pub(super) fn pick<'a>(entries: &'a [Entry], wanted: &Wanted, kind: Kind, at: Option<Date>) -> Option<&'a Entry> {
    let applies = |entry: &&Entry| {
        let valid = match at {
            // Before the first date of all.
            None => entry.from.is_none(),
            Some(at) => entry.from.is_none_or(|from| from <= at) && entry.to.is_none_or(|to| at < to),
        };
        let of_line = match kind {
            Kind::Line(line) => entry.line.is_none_or(|of| of == line),
            Kind::Neither => entry.line.is_none(),
        };
        valid && of_line && entry.category.is_none_or(|category| Some(category) == wanted.to.category)
    };
    // Of one operator, the entry that says most.
    let best = |operator: u32| {
        let start = entries.partition_point(|entry| entry.operator < operator);
        let own = entries[start..].iter().take_while(move |entry| entry.operator == operator);
        own.filter(applies).max_by_key(|entry| (entry.category.is_some(), entry.line.is_some()))
    };
    if let Some(entry) = wanted.operator.and_then(best).or_else(|| best(0)) {
        return Some(entry);
    }
    let each = entries.chunk_by(|a, b| a.operator == b.operator).filter_map(|own| best(own.first()?.operator));
    each.fold(None, |dearest, entry| dearer(dearest, Some(entry)))
}

fn dearer<'a>(one: Option<&'a Entry>, other: Option<&'a Entry>) -> Option<&'a Entry> {
    match (one, other) {
        (Some(one), Some(other)) if other.price > one.price => Some(other),
        (one, other) => one.or(other),
    }
}
