//! Pages of the manual that lead people to files name those that are there.

use std::path::Path;

#[test]
fn how_to_add_names_what_is_there() {
    let page = include_str!("../../src/manual/how_to_add.md");
    let named: Vec<String> = page.split('`').skip(1).step_by(2).flat_map(files).collect();
    assert!(named.len() > 40, "only {} files are named", named.len());
    let gone: Vec<&String> = named.iter().filter(|file| !is_there(file)).collect();
    assert!(gone.is_empty(), "not there: {gone:#?}");
}

/// What a name in the text stands for, if it is that of a file or a folder: `{fr,en}` is two.
fn files(name: &str) -> Vec<String> {
    let ends = [".rs", ".md", ".ftl", ".toml", ".txt", ".py", ".sh", ".sql"];
    if name.contains([' ', '(', '&']) || !(name.contains('/') || ends.iter().any(|end| name.ends_with(end))) {
        return Vec::new();
    }
    let Some((before, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let (each, after) = rest.split_once('}').expect("a brace that is closed");
    each.split(',').map(|one| format!("{before}{one}{after}")).collect()
}

/// Of `src/desk/<request>.rs` or `schema/*.sql`, the folder.
fn is_there(file: &str) -> bool {
    let parts = file.split('/').take_while(|part| !part.contains(['<', '*']));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    parts.fold(root.to_owned(), |path, part| path.join(part)).exists()
}

#[test]
fn a_file_that_is_gone_is_seen() {
    assert_eq!(files("src/{a,b}.rs"), ["src/a.rs", "src/b.rs"]);
    assert!(files("Reason::ALL").is_empty() && files("run(&self, desk: &Desk<'_>)").is_empty());
    assert!(is_there("src/desk/<request>.rs") && is_there("Cargo.toml"));
    assert!(!is_there("src/desk/nothing.rs") && !is_there("nothing/<request>.rs"));
}
