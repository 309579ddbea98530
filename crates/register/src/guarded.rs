//! Other people's readers, which panic over some damaged files.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls a reader; a panic is an error like any other.
pub(crate) fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    // What a panic leaves half done is never used again: the import ends.
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("its reader can make nothing of it".to_owned()),
    }
}
