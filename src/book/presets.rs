//! The books that ship with the crate.

/// The books that ship with the crate, as name and JSON document.
pub const PRESETS: &[(&str, &str)] = &[
    ("calcom", include_str!("presets/calcom.json")),
    ("ai-employee", include_str!("presets/ai-employee.json")),
    ("agentalk", include_str!("presets/agentalk.json")),
    ("voice-credits", include_str!("presets/voice-credits.json")),
    ("atllas", include_str!("presets/atllas.json")),
];
