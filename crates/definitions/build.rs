//! Rebuilds the crate when a definition file is added, changed or taken away: the files are embedded.

fn main() {
    println!("cargo:rerun-if-changed=../../definitions");
}
