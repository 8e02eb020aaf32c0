//! What a merged message measures.
