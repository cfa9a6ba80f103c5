//! Sources as text, without comments, strings and test modules.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A source file without comments, strings and test modules.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) code: String,
}

impl Source {
    pub(crate) fn new(path: PathBuf, text: &str) -> Self {
        let code = without_comments_and_strings(text);
        // Tests of one system are tests too.
        let tests = ["#[cfg(test)]", "#[cfg(all(test,"].iter().filter_map(|start| code.find(start)).min();
        let code = match tests {
            Some(at) if is_module_after_attribute(&code[at..]) => code[..at].to_owned(),
            _ => code,
        };
        Self { path, code }
    }

    pub(crate) fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    pub(crate) fn parts(&self) -> Vec<&str> {
        self.path.iter().filter_map(|part| part.to_str()).skip_while(|part| *part != "src").skip(1).collect()
    }

    pub(crate) fn below(&self, folder: &str) -> bool {
        self.parts().first() == Some(&folder)
    }
}

/// Every source but those of tests.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // A room's own tests may do what they like.
                if path.file_name().is_some_and(|name| name != "tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().is_some_and(|name| name != "tests.rs")
            {
                let text = fs::read_to_string(&path).expect("a source");
                let below =
                    path.strip_prefix(root.parent().expect("the package")).expect("below it").to_owned();
                found.push(Source::new(below, &text));
            }
        }
    }
    assert!(found.len() > 50, "only {} sources found", found.len());
    found
}

/// Whether a module follows an attribute.
fn is_module_after_attribute(code: &str) -> bool {
    code.split_once(']').is_some_and(|(_, rest)| rest.trim_start().starts_with("mod "))
}

/// The code alone, its lines kept where they are.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(len) = raw_string(rest) {
            len
        } else if c == '"' {
            string(rest)
        } else if c == '\'' {
            character(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
            rest = &rest[skipped..];
        }
    }
    code
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let begin = text.len() - after.len() + hashes + 1;
    Some(text[begin..].find(&end).map_or(text.len(), |at| begin + at + end.len()))
}

/// A character literal, or nothing when the quote begins a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[2..].find('\'').map_or(0, |at| at + 3),
        Some((at, c)) if text[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        _ => 0,
    }
}
