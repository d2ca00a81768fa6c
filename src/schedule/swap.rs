//! A swap that somebody has taken, and what it does to a slot.

use super::Interval;
use crate::ids::{SwapId, UserId};

/// One person serves for another during a span of time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TakenSwap {
    /// Which request this was.
    pub id: SwapId,
    /// When the swap applies.
    pub span: Interval,
    /// Who asked and is off.
    pub beneficiary: UserId,
    /// Who took it and is on.
    pub benefactor: UserId,
}
