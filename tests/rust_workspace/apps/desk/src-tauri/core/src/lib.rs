//! What the desk is made of.

/// The version of this crate, which is the workspace's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
