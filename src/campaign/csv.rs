//! Rows of a file that comes in pieces.
