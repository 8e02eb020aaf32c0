//! Duplicates and suppression lists.
