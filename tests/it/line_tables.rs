//! The table that tells landlines from mobile phones, generated from the numbering plan's patterns and held against
//! them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;

use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::{primitives::StateID, start, syntax};
use septet::phone::{Line, Number};

use crate::support::Chance;
use crate::tables::{check, header};

/// National numbers that begin with so many digits that no landline and no mobile phone has are `None`. What is
/// beyond is not worth the bytes: such a number has the line of those around it.
const NEITHER_DIGITS: usize = 2;

type Dfa = dense::DFA<Vec<u32>>;

struct Plan {
    iso: String,
    calling_code: String,
    lengths: Vec<usize>,
    mobile: Dfa,
    fixed: Dfa,
}

/// Where a national number leads in both patterns.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    mobile: StateID,
    fixed: StateID,
}

/// Lines that may be said, as bits: none, landline, mobile.
const ANY: u8 = 0b111;
const NONE: u8 = 0b001;

fn plans() -> Vec<Plan> {
    let table = |file: &str| {
        let text = fs::read(format!("src/data/{file}")).unwrap();
        let rows = csv::Reader::from_reader(text.as_slice()).into_records().map(Result::unwrap).collect::<Vec<_>>();
        rows.into_iter().map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let regions: BTreeMap<String, Vec<String>> =
        table("phone_regions.csv").into_iter().map(|row| (row[0].clone(), row)).collect();
    let dfa = |pattern: &str| {
        let pattern = if pattern.is_empty() { "[a&&b]".to_owned() } else { format!("(?:{pattern})$") };
        dense::Builder::new()
            .configure(dense::Config::new().start_kind(regex_automata::dfa::StartKind::Anchored).minimize(true))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(regex_automata::nfa::thompson::Config::new().utf8(false))
            .build(&pattern)
            .unwrap()
    };
    // Where one pattern is both lines', nothing can be told.
    let told = table("phone_linetype_patterns.csv").into_iter().filter(|row| row[1] != row[2]);
    told.map(|row| {
        let region = &regions[&row[0]];
        let lengths = region[6].split_whitespace().map(|length| length.parse().unwrap()).collect();
        let (mobile, fixed) = (dfa(&row[1]), dfa(&row[2]));
        Plan { iso: row[0].clone(), calling_code: region[2].clone(), lengths, mobile, fixed }
    })
    .collect()
}

impl Plan {
    fn start(&self) -> State {
        let anchored = start::Config::new().anchored(regex_automata::Anchored::Yes);
        let start = |dfa: &Dfa| dfa.start_state(&anchored).unwrap();
        State { mobile: start(&self.mobile), fixed: start(&self.fixed) }
    }

    fn next(&self, state: State, digit: u8) -> State {
        let next = |dfa: &Dfa, from| dfa.next_state(from, b'0' + digit);
        State { mobile: next(&self.mobile, state.mobile), fixed: next(&self.fixed, state.fixed) }
    }

    /// What the patterns say of a number that ends here: mobile, fixed.
    fn ends(&self, state: State) -> (bool, bool) {
        let ends = |dfa: &Dfa, from| dfa.is_match_state(dfa.next_eoi_state(from));
        (ends(&self.mobile, state.mobile), ends(&self.fixed, state.fixed))
    }

    fn is_dead(&self, state: State) -> bool {
        self.mobile.is_dead_state(state.mobile) && self.fixed.is_dead_state(state.fixed)
    }

    /// What may be said of a number that ends here.
    fn may_end(&self, state: State) -> u8 {
        match self.ends(state) {
            (false, false) => ANY,
            (true, true) => NONE,
            (false, true) => 0b010,
            (true, false) => 0b100,
        }
    }

    /// The lengths of numbers that are told apart by one tree: as many together as cost no more than apart. Where a
    /// short number is a landline's and the longer one that begins with it a mobile phone's, they are kept apart.
    fn trees(&self) -> Vec<Tree<'_>> {
        let mut trees: Vec<Tree> = Vec::new();
        for length in 1..=15 {
            let mut tree = Tree::new(self, 1 << length);
            if !tree.reaches(self.start(), 0) {
                continue;
            }
            let alone = tree.size(self.start(), 0);
            let merged = trees.iter().enumerate().find_map(|(at, other)| {
                let mut merged = Tree::new(self, other.lengths | 1 << length);
                let apart = Tree::new(self, other.lengths).size(self.start(), 0) + alone;
                (merged.size(self.start(), 0) <= apart).then_some((at, merged))
            });
            match merged {
                Some((at, merged)) => trees[at] = merged,
                None => trees.push(tree),
            }
        }
        trees
    }
}

/// What the numbers of some lengths say, digit by digit.
struct Tree<'a> {
    plan: &'a Plan,
    /// A bit for each.
    lengths: u16,
    reaches: HashMap<(State, usize), bool>,
    may: HashMap<(State, usize), u8>,
    sizes: HashMap<(State, usize), u64>,
}

impl Tree<'_> {
    fn new(plan: &Plan, lengths: u16) -> Tree<'_> {
        Tree { plan, lengths, reaches: HashMap::new(), may: HashMap::new(), sizes: HashMap::new() }
    }

    fn may_end(&self, state: State, digits: usize) -> u8 {
        if self.lengths & 1 << digits == 0 { ANY } else { self.plan.may_end(state) }
    }

    /// Whether any number that begins like this is a landline's or a mobile phone's.
    fn reaches(&mut self, state: State, digits: usize) -> bool {
        if self.plan.is_dead(state) || self.lengths >> digits == 0 {
            return false;
        }
        if let Some(&known) = self.reaches.get(&(state, digits)) {
            return known;
        }
        let reaches = self.may_end(state, digits) != ANY
            || (0..10).any(|digit| self.reaches(self.plan.next(state, digit), digits + 1));
        self.reaches.insert((state, digits), reaches);
        reaches
    }

    /// What may be said of everything that begins like this.
    fn may(&mut self, state: State, digits: usize) -> u8 {
        if !self.reaches(state, digits) {
            return if digits <= NEITHER_DIGITS && self.lengths >> digits != 0 { NONE } else { ANY };
        }
        if let Some(&known) = self.may.get(&(state, digits)) {
            return known;
        }
        let mut may = self.may_end(state, digits);
        for digit in 0..10 {
            may &= self.may(self.plan.next(state, digit), digits + 1);
        }
        self.may.insert((state, digits), may);
        may
    }

    /// How many nodes the numbers have that begin like this.
    fn size(&mut self, state: State, digits: usize) -> u64 {
        if let Some(&known) = self.sizes.get(&(state, digits)) {
            return known;
        }
        let mut size = 1;
        for digit in 0..10 {
            let next = self.plan.next(state, digit);
            if self.may(next, digits + 1) == 0 {
                size += self.size(next, digits + 1);
            }
        }
        self.sizes.insert((state, digits), size);
        size
    }

    /// The nodes of the numbers that begin like this, each before its children.
    fn nodes(&mut self, state: State, digits: usize, nodes: &mut Vec<u32>) {
        let at = nodes.len();
        nodes.push(0);
        for digit in 0..10 {
            let next = self.plan.next(state, digit);
            let bits = match self.may(next, digits + 1) {
                0 => {
                    self.nodes(next, digits + 1, nodes);
                    0b100 | self.may_end(next, digits + 1).trailing_zeros()
                }
                may => may.trailing_zeros(),
            };
            nodes[at] |= bits << (3 * digit);
        }
    }
}

#[test]
fn lines() {
    let mut out = header("src/data/phone_linetype_patterns.csv and src/data/phone_regions.csv");
    let (mut regions, mut nodes) = (String::new(), Vec::new());
    for plan in plans() {
        for mut tree in plan.trees() {
            let (iso, code, lengths) = (&plan.iso, plan.calling_code.len(), tree.lengths);
            writeln!(regions, "    (Region(*b\"{iso}\"), {code}, {lengths:#x}, {}),", nodes.len()).unwrap();
            tree.nodes(plan.start(), 0, &mut nodes);
        }
    }
    let bytes = 4 * nodes.len() + 8 * regions.lines().count();
    assert!(bytes <= 20_000, "the table has {bytes} bytes");
    out += "use crate::phone::Region;\n\n/// Region, digits of its calling code, a bit for each length of its national numbers, their first node.\n";
    out += "#[rustfmt::skip]\npub(super) static REGIONS: &[(Region, u8, u16, u16)] = &[\n";
    out += &regions;
    writeln!(out, "];\n\n/// What each digit of the national number says, three bits a digit from the lowest: 0 nothing, 1 landline,").unwrap();
    writeln!(out, "/// 2 mobile, and 4 more where a node of its own follows. A node stands before its children.")
        .unwrap();
    out += "///\n/// Exact for every number that is a landline's, a mobile phone's or in a range of both. A number that is neither is\n";
    writeln!(
        out,
        "/// `None` where its length or its first {NEITHER_DIGITS} national digits say so, else as those around it."
    )
    .unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static NODES: [u32; {}] = [", nodes.len()).unwrap();
    for row in nodes.chunks(10) {
        writeln!(out, "    {},", row.iter().map(|node| format!("{node:#x}")).collect::<Vec<_>>().join(", ")).unwrap();
    }
    out += "];\n";
    check("src/phone/line/tables.rs", &out);
}

/// Random numbers of every plan: the table says what the patterns say.
#[test]
fn every_number_has_the_line_that_its_pattern_gives() {
    let mut random = Chance(20);
    let mut seen = [0_u32; 4];
    for plan in plans() {
        for _ in 0..2000 {
            // Digits that lead on, mostly, so that many of the numbers are valid.
            let (mut state, mut digits, length) = (plan.start(), String::new(), *random.pick(&plan.lengths));
            while digits.len() < length {
                let mut digit = random.below(10) as u8;
                for _ in 0..10 {
                    if !plan.is_dead(plan.next(state, digit)) {
                        break;
                    }
                    digit = (digit + 1) % 10;
                }
                state = plan.next(state, digit);
                digits.push((b'0' + digit) as char);
            }
            let text = format!("+{}{digits}", plan.calling_code);
            let Ok(number) = Number::parse(&text) else { continue };
            if number.region().is_none_or(|region| region.as_str() != plan.iso) {
                continue; // another region of the same calling code
            }
            let expected = match plan.ends(state) {
                (true, true) => None,
                (true, false) => Some(Line::Mobile),
                (false, true) => Some(Line::Landline),
                (false, false) => {
                    seen[3] += 1;
                    continue;
                }
            };
            seen[expected.map_or(0, |line| 1 + line as usize)] += 1;
            assert_eq!(number.line(), expected, "{text} in {}", plan.iso);
        }
    }
    assert!(seen[1] > 50_000 && seen[2] > 50_000, "the numbers are valid ones: {seen:?}");
}

#[test]
fn a_line_that_cannot_be_told_is_none() {
    for number in ["+14155552671", "+12045551234", "+18005550123", "+80012345678", "+9991234567", "+448001234567"] {
        assert_eq!(Number::parse(number).unwrap().line(), None, "{number}");
    }
}
