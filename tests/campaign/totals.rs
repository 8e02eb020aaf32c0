//! What a campaign costs.
