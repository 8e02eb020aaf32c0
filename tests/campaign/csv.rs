//! Files of recipients.
