//! The sentences of the command line, without its commands: on a screen there is a button for that.

/// A text without what is to be typed in a terminal.
pub(super) fn on_screen(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What names a command goes with its parentheses, with what it introduces, or with its sentence.
fn line(text: &str) -> String {
    // Whoever reads this has a button, and no command to run again.
    let again = [
        ("relancez la même commande", "recommencez"),
        ("relancez la commande", "recommencez"),
        ("run the same command", "open again"),
        ("run the command again", "try again"),
        (" avec --key", ""),
        (" with --key", ""),
    ];
    let mut kept =
        again.iter().fold(text.to_owned(), |text, (command, button)| text.replace(command, button));
    while let Some(start) = kept.find(" (plis ").or_else(|| kept.find(" (--")) {
        let Some(end) = kept[start..].find(')') else { break };
        kept.replace_range(start..=start + end, "");
    }
    let colon = ["\u{a0}: plis ", ": plis "].iter().filter_map(|colon| kept.find(colon)).min();
    if let Some(start) = colon {
        let end = kept[start..].find(". ").map_or(kept.len(), |end| start + end + 1);
        kept.replace_range(start..end, ".");
    }
    let named = |sentence: &str| {
        sentence.contains("plis ") && commands(sentence)
            || sentence.contains("--")
            || sentence.contains("Ctrl-C")
    };
    let sentences: Vec<&str> = kept.split_inclusive(". ").filter(|sentence| !named(sentence)).collect();
    sentences.concat().trim_end().to_owned()
}

fn commands(sentence: &str) -> bool {
    const COMMANDS: [&str; 9] =
        ["key", "consultation", "audit", "open", "registry", "journal", "minutes", "register", "inspect"];
    COMMANDS.iter().any(|command| sentence.contains(&format!("plis {command}")))
}

/// With a capital letter: a sentence of its own.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_do_not_come_to_a_screen() {
        for (text, shown) in [
            ("Remplacez-la avant le lancement (plis key new).", "Remplacez-la avant le lancement."),
            ("Retrouvez le .pfx et importez-le\u{a0}: plis key import.", "Retrouvez le .pfx et importez-le."),
            (
                "Vérifiez-la avec son mot de passe\u{a0}: plis key prove \"2026\".",
                "Vérifiez-la avec son mot de passe.",
            ),
            ("attendez. Pour la clore\u{a0}: --reason \"MOTIF\".", "attendez."),
            ("l'heure donnée à la main (--now) est en avance.", "l'heure donnée à la main est en avance."),
            ("retrouvez le fichier, et donnez-le avec --key.", "retrouvez le fichier, et donnez-le."),
            ("plis key list donne leurs noms.", ""),
            ("Interruption. Ctrl-C encore une fois pour partir aussitôt.", "Interruption."),
            ("téléchargez-le et relancez la même commande.", "téléchargez-le et recommencez."),
            (
                "attendez qu'il ait fini, puis relancez la commande.",
                "attendez qu'il ait fini, puis recommencez.",
            ),
            ("les plis restent chiffrés.", "les plis restent chiffrés."),
        ] {
            assert_eq!(on_screen(text), shown);
        }
    }
}
