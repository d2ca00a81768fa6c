//! One field of an edit: left as it is, or set. An absent key and an explicit null are different requests.

/// What an edit does to one field. A field that may be emptied is a `Change<Option<T>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Nothing was said about it.
    #[default]
    Keep,
    /// It becomes this.
    To(T),
}

impl<T> Change<T> {
    /// The field after the change, when it was `old` before.
    pub fn or(self, old: T) -> T {
        match self {
            Self::Keep => old,
            Self::To(new) => new,
        }
    }

    /// Whether nothing was said about the field.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value, when there is one.
    pub fn new_value(self) -> Option<T> {
        match self {
            Self::Keep => None,
            Self::To(new) => Some(new),
        }
    }

    /// The same change of something made from the field.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::To(new) => Change::To(f(new)),
        }
    }
}
