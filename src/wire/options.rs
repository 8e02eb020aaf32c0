//! How a text is to be looked at: profile, encoding, smart encoding, national tables.

use std::borrow::Cow;

use super::problem::Problem;
use super::read::{Read, choice, document, nothing, taken};
use super::{Value, one_of};
use crate::sms::{Alphabet, Border, Capacity, Encoding, Language, Options, Profile, Smart};
use crate::{Error, Result};

/// A built-in profile's name, or a profile of one's own.
#[cfg_attr(feature = "server", derive(serde::Deserialize), serde(untagged))]
pub(super) enum ProfileChoice {
    Named(String),
    Own(Value),
}

impl Read for ProfileChoice {
    fn read(value: Value) -> Result<ProfileChoice, Problem> {
        Ok(match value {
            Value::String(name) => ProfileChoice::Named(name),
            own => ProfileChoice::Own(own),
        })
    }

    fn blank() -> ProfileChoice {
        ProfileChoice::Named(String::new())
    }
}

#[cfg(feature = "server")]
impl utoipa::PartialSchema for ProfileChoice {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let own = super::schema::reference::<ProfileDocument>();
        let named = super::schema::text("A built-in profile's name.");
        utoipa::openapi::schema::AnyOfBuilder::new().item(named).item(own).into()
    }
}

#[cfg(feature = "server")]
impl utoipa::ToSchema for ProfileChoice {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        super::schema::component::<ProfileDocument>(schemas);
    }
}

/// `off`, `all`, or languages.
#[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema), serde(untagged))]
pub(super) enum NationalChoice {
    Word(String),
    Languages(Vec<String>),
}

impl Read for NationalChoice {
    fn read(value: Value) -> Result<NationalChoice, Problem> {
        match value {
            Value::String(word) => Ok(NationalChoice::Word(word)),
            other => Vec::read(other)
                .map(NationalChoice::Languages)
                .map_err(|_| Problem::new("`off`, `all` or a list of languages".to_owned())),
        }
    }

    fn blank() -> NationalChoice {
        NationalChoice::Word(String::new())
    }
}

/// The request's fields as the core takes them.
pub(super) fn options(
    profile: Option<ProfileChoice>,
    encoding: Option<&str>,
    smart: Option<&str>,
    national: Option<NationalChoice>,
) -> Result<Options> {
    let profile = match profile {
        None => Profile::default(),
        Some(ProfileChoice::Named(name)) => Profile::named(&name)?.clone(),
        Some(ProfileChoice::Own(document)) => {
            let own = ProfileDocument::read(document).map_err(|problem| problem.within("profile".to_owned()));
            own.map_err(Error::from)?.into_profile()?
        }
    };
    let national = match national {
        None => Vec::new(),
        Some(NationalChoice::Word(word)) if word == "off" => Vec::new(),
        Some(NationalChoice::Word(word)) if word == "all" => Language::ALL.to_vec(),
        Some(NationalChoice::Word(word)) => vec![Language::named(&word)?],
        Some(NationalChoice::Languages(names)) => names.iter().map(|n| Language::named(n)).collect::<Result<_>>()?,
    };
    if !national.is_empty() && profile.alphabet != Alphabet::Gsm7 {
        return Err(Error::no_national_tables(&profile.name));
    }
    Ok(Options {
        profile,
        encoding: encoding.map(Encoding::named).transpose()?,
        smart: smart.map(|given| self::smart("smart", given)).transpose()?,
        national,
    })
}

fn smart(path: &str, given: &str) -> Result<Smart> {
    one_of(path, given, &Smart::ALL, Smart::name)
}

document! {
    in http
    struct ProfileDocument {
        name: String,
        alphabet: Option<AlphabetDocument>,
        gsm7: Option<CapacityDocument>,
        ucs2: Option<CapacityDocument>,
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Border>))]
        border: Option<String>,
        parts_max: Option<u32>,
        characters_max: Option<u32>,
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Smart>))]
        smart: Option<String>,
        source: Option<String>,
        source_date: Option<String>,
    }
}

#[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema), serde(rename_all = "camelCase"))]
enum AlphabetDocument {
    Gsm7,
    Ascii,
    /// The GSM 7 bit alphabet without these characters.
    Gsm7Without(String),
}

impl Read for AlphabetDocument {
    fn read(value: Value) -> Result<AlphabetDocument, Problem> {
        choice(value, &["gsm7", "ascii", "gsm7Without"], |choice, value| match choice {
            0 => nothing(value, AlphabetDocument::Gsm7),
            1 => nothing(value, AlphabetDocument::Ascii),
            _ => taken(value).map(AlphabetDocument::Gsm7Without),
        })
    }

    fn blank() -> AlphabetDocument {
        AlphabetDocument::Gsm7
    }
}

document! {
    in http
    struct CapacityDocument {
        single: u32,
        multi: u32,
    }
}

impl ProfileDocument {
    fn into_profile(self) -> Result<Profile> {
        // A record names its profile: what is cut in a way of its own has a name of its own.
        let is_taken = |profile: &Profile| profile.name.eq_ignore_ascii_case(self.name.trim());
        if self.name.trim().is_empty() || Profile::all().iter().any(is_taken) {
            return Err(Error::profile_name(&self.name, Profile::all().iter().map(|profile| &*profile.name)));
        }
        let standard = Profile::default();
        let capacity = |given: Option<CapacityDocument>, standard: Capacity| {
            given.map_or(standard, |CapacityDocument { single, multi }| Capacity { single, multi })
        };
        let border = |given: &str| one_of("profile.border", given, &Border::ALL, Border::name);
        let profile = Profile {
            name: Cow::Owned(self.name),
            alphabet: match self.alphabet {
                None | Some(AlphabetDocument::Gsm7) => Alphabet::Gsm7,
                Some(AlphabetDocument::Ascii) => Alphabet::Ascii,
                Some(AlphabetDocument::Gsm7Without(without)) => Alphabet::Gsm7Without(Cow::Owned(without)),
            },
            seven_bit: capacity(self.gsm7, standard.seven_bit),
            ucs2: capacity(self.ucs2, standard.ucs2),
            border: self.border.as_deref().map_or(Ok(standard.border), border)?,
            parts_max: self.parts_max,
            characters_max: self.characters_max,
            smart: self.smart.as_deref().map_or(Ok(Smart::Off), |given| smart("profile.smart", given))?,
            source: Cow::Owned(self.source.unwrap_or_default()),
            source_date: Cow::Owned(self.source_date.unwrap_or_default()),
        };
        profile.check()?;
        Ok(profile)
    }
}
