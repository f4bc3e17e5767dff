//! What the weather is.

pub fn forecast() -> &'static str {
    "sunny"
}
