# Le journal, montré et vérifié.

journal-column-when = Quand ({ $zone })
journal-column-what = Ce qui s'est passé
journal-empty = Le journal est vide.
journal-run-started = { $count ->
    [one] Début de l'ouverture : { $items } pli.
   *[other] Début de l'ouverture : { $items } plis.
}
journal-paper = Dépôt sur papier au registre : { $who }.
journal-resumed = { $count ->
    [one] Reprise de l'ouverture : { $items } pli.
   *[other] Reprise de l'ouverture : { $items } plis.
}
journal-rehearsal = { $count ->
    [one] Répétition, sans rien ouvrir : { $items } pli.
   *[other] Répétition, sans rien ouvrir : { $items } plis.
}
journal-by = Ouverture faite par { $names }.
journal-on = Poste : { $host }.
journal-clock-given = L'heure a été donnée à la main (--now).
journal-account = Compte du système : { $account }.
journal-clock-beside = L'heure a été donnée à la main (--now) ; l'horloge du système indiquait le { $system }.
run-rule-clock-ahead = l'heure donnée à la main (--now) est en avance sur l'horloge du système
run-rule-keys-tied = une bi-clé donnée sert à une consultation dont la date limite n'est pas passée
journal-refused-deadline = Ouverture refusée : { $reason } ({ $deadline }). Rien n'a été ouvert.
journal-refused = Ouverture refusée : { $reason }. Rien n'a été ouvert.
journal-outcome = { $name } : { $sentence }
journal-run-ended = Fin. Ouverts : { $opened } ; laissés fermés : { $refused } ; non ouverts : { $failed }.
journal-interrupted = Interruption. Ouverts : { $opened } ; laissés fermés : { $refused } ; non ouverts : { $failed } ; non traités : { $cancelled }.

journal-whole = { $count ->
    [one] le journal est intact : { $entries } entrée, jusqu'à celle que nomme le rapport.
   *[other] le journal est intact : { $entries } entrées, jusqu'à celle que nomme le rapport.
}
journal-whole-since = { $count ->
    [one] le journal est intact : { $entries } entrée, dont { $since } après celle que nomme le rapport.
   *[other] le journal est intact : { $entries } entrées, dont { $since } après celle que nomme le rapport.
}
journal-whole-unvouched = { $count ->
    [one] la chaîne du journal est intacte : { $entries } entrée. Sans rapport ni --head, on ne verrait pas des entrées retirées de sa fin.
   *[other] la chaîne du journal est intacte : { $entries } entrées. Sans rapport ni --head, on ne verrait pas des entrées retirées de sa fin.
}
journal-head = Dernière empreinte : { $head }

written = Écrit : { $path }
