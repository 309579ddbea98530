//! Every mistake that the file of a measure can have, with the words in which it is told: line, what is wrong, and the
//! way out; and, next to it, what is right.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod dimensions;
mod made;
mod shown;
mod whose;
mod windows;
