//! Texts with merge fields.
