//! The README's examples: what it says they print is what they print.

use crate::world::{Exit, World};

const README: &str = include_str!("../../README.md");

/// The commands that open fixtures, each with the text that stands under it.
fn examples() -> Vec<(&'static str, &'static str)> {
    README
        .split("```sh\ncargo run --release -- ")
        .skip(1)
        .map(|rest| {
            let (command, rest) = rest.split_once("\n```").expect("one command in each block");
            let (_, rest) = rest.split_once("```text\n").expect("what it prints stands under it");
            (command, rest.split_once("```").expect("an end").0)
        })
        .collect()
}

/// Without the time it took, which is never the same.
fn timeless(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once(" en ") {
            Some((before, after)) if line.ends_with(").") => {
                let unit =
                    after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace());
                assert!(unit == "ms)." || unit == "s).", "a time: {line}");
                format!("{before} en …\n")
            }
            _ => format!("{}\n", line.trim_end()),
        })
        .collect()
}

#[test]
fn examples_print_what_the_readme_says() {
    let examples = examples();
    assert_eq!(examples.len(), 2, "the README has two examples");
    for ((command, printed), exit) in examples.into_iter().zip([Exit::Done, Exit::Partial]) {
        let world = World::new();
        let fixtures = crate::world::fixtures();
        for entry in walkdir::WalkDir::new(&fixtures).into_iter().filter_map(Result::ok) {
            let below = entry.path().strip_prefix(&fixtures).expect("below");
            if entry.file_type().is_file() && (below.starts_with("cles") || command.contains(folder(below))) {
                let below = below.to_str().expect("UTF-8");
                world.copy(below, format!("fixtures/{below}"));
            }
        }
        std::fs::create_dir(world.path("target")).expect("folder");
        let ran = world.plis(command).exits(exit);
        assert_eq!(timeless(&ran.out), timeless(printed), "{command}");
    }
}

/// The folder of the fixtures that a file is in, as a command names it.
fn folder(below: &std::path::Path) -> &str {
    below.iter().next().and_then(|first| first.to_str()).unwrap_or_default()
}
