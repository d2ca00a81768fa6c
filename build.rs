//! Migrations are compiled in, so a change to them is a change to the program.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
