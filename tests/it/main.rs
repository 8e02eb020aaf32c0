//! The integration tests, in one binary: a file a room.

mod tables;
