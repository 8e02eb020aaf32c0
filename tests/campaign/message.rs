//! Merged messages and their segments.
