//! The decks that ship with the crate.

/// A deck that ships with the crate.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// What a book calls it.
    pub deck: &'static str,
    /// Where it is from, with its date.
    pub name: &'static str,
    pub csv: &'static str,
    /// What the source has and this deck has not.
    pub incomplete: Option<&'static str>,
}

/// The decks that are used where none is given. Their sources are in `src/data/README.md`.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        deck: "sms",
        name: "twilio_sms_2026-05-25",
        csv: include_str!("../data/deck_sms_2026-05-25.csv"),
        incomplete: None,
    },
    Shipped {
        deck: "whatsapp",
        name: "whatsapp_meta_usd_2026-10-01",
        csv: include_str!("../data/deck_whatsapp_2026-10-01.csv"),
        incomplete: None,
    },
    Shipped {
        deck: "voice",
        name: "twilio_voice_2025-12",
        csv: include_str!("../data/deck_voice_2025-12.csv"),
        incomplete: Some(
            "prices by the caller's own number, and prefixes whose lists run to hundreds of entries, are left out",
        ),
    },
];
