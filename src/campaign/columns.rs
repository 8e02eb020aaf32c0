//! Which columns of a file are numbers, and which are merge fields.
