//! Which shift wins when two cover the same time.

/// A layer of a schedule. A higher level beats a lower one; two of the same level are on call together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Level(u32);

impl Level {
    /// The level of a shift that was given `number`: negative ones count as 0.
    pub fn from_number(number: i64) -> Self {
        Self(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
    }

    /// The level as a number.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What decides between shifts: any override beats any level; among overrides the level counts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// A scheduled shift of a layer.
    Shift(Level),
    /// An override.
    Override(Level),
}
