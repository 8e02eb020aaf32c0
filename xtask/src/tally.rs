//! Counts what passed and what failed, from what test runners print.

use std::fmt;

use anyhow::Result;
use xshell::Cmd;

use crate::command::observed;

/// Displays as `N passed, M failed`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Runs a command, and adds the tests it reports. One that reports none, such as a linter, counts as one test.
    pub(crate) fn check(&mut self, cmd: Cmd<'_>) -> Result<()> {
        let mut tests = Self::default();
        let result = observed(cmd, |line| tests.read(line));
        if result.is_ok() && tests == Self::default() {
            tests.pass();
        }
        self.passed += tests.passed;
        self.failed += tests.failed;
        result
    }

    /// Counts a success that no test runner reports.
    pub(crate) fn pass(&mut self) {
        self.passed += 1;
    }

    /// Makes sure that a failure shows, also when it is not a test's: a compiler error, or a missing program.
    pub(crate) fn fail(&mut self) {
        self.failed = self.failed.max(1);
    }

    /// Reads a line of output. Runners end with a summary, whose forms are those of the tests below.
    fn read(&mut self, line: &str) {
        let words: Vec<&str> = line.split([' ', ';', '\n', '\r', '.']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            // libtest, and `#[test]` functions in documentation.
            ["test", "result:", _, passed, "passed", failed, "failed", ..] => {
                self.add(passed, failed);
            }
            // node --test, in its plain form and in that for terminals.
            ["#" | "ℹ", "pass", passed] => self.add(passed, "0"),
            ["#" | "ℹ", "fail", failed] => self.add("0", failed),
            _ => {}
        }
    }

    fn add(&mut self, passed: &str, failed: &str) {
        self.passed += passed.parse().unwrap_or(0);
        self.failed += failed.parse().unwrap_or(0);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod test {
    use super::*;

    fn check(line: &str, expected: &str) {
        let mut tally = Tally::default();
        tally.read(line);
        assert_eq!(tally.to_string(), expected, "{line}");
    }

    #[test]
    fn cargo_test() {
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n",
            "12 passed, 0 failed",
        );
        check(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n",
            "3 passed, 2 failed",
        );
        check("test result_of_a_division ... ok\n", "0 passed, 0 failed");
    }

    #[test]
    fn node_test() {
        check("# pass 7\n", "7 passed, 0 failed");
        check("# fail 1\n", "0 passed, 1 failed");
        check("ℹ pass 7\n", "7 passed, 0 failed");
        check("ℹ fail 0\n", "0 passed, 0 failed");
        check("# Subtest: pass 7\n", "0 passed, 0 failed");
    }
}
