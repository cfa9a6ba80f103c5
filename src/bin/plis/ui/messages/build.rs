//! Makes the typed message functions from the `.ftl` files.

fn main() {}
