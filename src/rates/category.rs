//! What a message is for, where its price depends on it.

/// What a message is for, as messengers tell it apart in their prices.
///
/// ```
/// use septet::rates::Category;
/// assert_eq!(Category::ALL.map(Category::name), ["marketing", "utility", "authentication", "service"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    Marketing,
    Utility,
    Authentication,
    /// An answer within a conversation that the other side began.
    Service,
}

impl Category {
    pub const ALL: [Category; 4] =
        [Category::Marketing, Category::Utility, Category::Authentication, Category::Service];

    /// The name in decks and requests, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Category::Marketing => "marketing",
            Category::Utility => "utility",
            Category::Authentication => "authentication",
            Category::Service => "service",
        }
    }
}
