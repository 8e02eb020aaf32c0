//! The texts of profiles, and of what does not fit them.

use super::{Error, ErrorKind, listed, quoted};

impl Error {
    pub(crate) fn unknown_profile<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("there is no profile {}: {}", quoted(given), listed(known));
        Error::new(ErrorKind::UnknownProfile, detail)
    }

    pub(crate) fn invalid_capacity(field: &str, min: u32, max: u32) -> Error {
        let detail = format!(
            "{}: a part holds {min} to {max} units, and one of several no more than a single one",
            quoted(field)
        );
        Error::new(ErrorKind::InvalidProfile, detail)
    }

    pub(crate) fn nothing_to_send(field: &str) -> Error {
        let detail = format!("{}: `0` must be 1 or more, or left out where nothing limits it", quoted(field));
        Error::new(ErrorKind::InvalidProfile, detail)
    }

    pub(crate) fn too_many_parts(given: u32, max: u32, profile: &str) -> Error {
        let detail = format!("the text needs {given} parts, profile {} can send {max}", quoted(profile));
        Error::new(ErrorKind::TooManyParts, detail)
    }

    pub(crate) fn too_many_characters(given: u32, max: u32, profile: &str) -> Error {
        let detail = format!("the text has {given} characters, profile {} takes {max}", quoted(profile));
        Error::new(ErrorKind::TooManyCharacters, detail)
    }

    #[cfg(feature = "serde")]
    pub(crate) fn no_national_tables(profile: &str) -> Error {
        let detail =
            format!("profile {} has no national language tables: they belong to the whole GSM-7", quoted(profile));
        Error::new(ErrorKind::InvalidRequest, detail)
    }
}
