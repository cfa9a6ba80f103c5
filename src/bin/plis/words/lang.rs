//! The language people are spoken to in.

use std::{env, ffi::OsString};

use clap::ValueEnum;

/// French or English. Machine output is the same in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Fr,
    En,
}

impl Lang {
    /// Its tag (BCP 47).
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// `--lang`, read ahead of the other arguments so that a mistake in them is told in it;
    /// else `LC_ALL`, `LC_MESSAGES`, `LANG`; else French.
    pub(crate) fn detect(argv: &[OsString]) -> Self {
        let texts: Vec<&str> = argv.iter().filter_map(|argument| argument.to_str()).collect();
        let given = texts.iter().enumerate().find_map(|(at, text)| match text.strip_prefix("--lang") {
            Some("") => texts.get(at + 1).copied(),
            Some(value) => value.strip_prefix('='),
            None => None,
        });
        let environment =
            || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
        let locale = given.map(str::to_owned).or_else(|| environment().find(|value| !value.is_empty()));
        Self::of_locale(locale.as_deref().unwrap_or_default())
    }

    fn of_locale(locale: &str) -> Self {
        if locale.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("en")) { Self::En } else { Self::Fr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_unless_english_is_named() {
        for (locale, lang) in [
            ("en", Lang::En),
            ("en_US.UTF-8", Lang::En),
            ("EN", Lang::En),
            ("fr_FR.UTF-8", Lang::Fr),
            ("C.UTF-8", Lang::Fr),
            ("", Lang::Fr),
            ("é", Lang::Fr),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale}");
        }
    }

    #[test]
    fn the_argument_comes_before_the_environment() {
        let argv = |texts: &[&str]| texts.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(Lang::detect(&argv(&["plis", "--lang", "en", "open"])), Lang::En);
        assert_eq!(Lang::detect(&argv(&["plis", "open", "--lang=fr"])), Lang::Fr);
    }
}
