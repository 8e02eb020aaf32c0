//! Numbers that were there before.
