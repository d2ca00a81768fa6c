//! `pins.remove`: unpins a message.

use super::{Answer, Ask, pins_add};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    pins_add::set_pin(ask, false)
}
