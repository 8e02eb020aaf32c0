//! The integration tests, in one binary: a file a room.

#![allow(clippy::unwrap_used)]

mod tables;
