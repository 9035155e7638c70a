//! Files that are embedded in the program without Cargo noticing new ones.

fn main() {
    println!("cargo:rerun-if-changed=voice-menus");
}
