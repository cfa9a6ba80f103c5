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

journal-head = Dernière empreinte : { $head }

written = Écrit : { $path }

journal-chain-whole = { $count ->
    [one] le journal est intact : { $entries } entrée.
   *[other] le journal est intact : { $entries } entrées.
}
journal-chain-follows = { $count ->
    [one] ce que contient le journal s'enchaîne : { $entries } entrée.
   *[other] ce que contient le journal s'enchaîne : { $entries } entrées.
}
journal-compared = { $count ->
    [one] rapport, procès-verbal et fichier ouvert ({ $files }) sont ce que dit le journal.
   *[other] rapport, procès-verbal et fichiers ouverts ({ $files }) sont ce que dit le journal.
}
journal-registry-agrees = le registre dit la même chose de cette ouverture.
journal-registry-elsewhere = cette ouverture est inscrite dans un registre qui n'est pas ici : il n'a pas été comparé.
journal-opening-without-end = Ouverture commencée le { $at } dans { $folder }, sans fin inscrite : en cours, ou interrompue brutalement.
journal-backwards = l'heure recule : l'entrée { $seq } est du { $at }, celle qui la précède du { $before }.
differs = { $count ->
    [one] { $path } : { $shown } écart avec le journal.
   *[other] { $path } : { $shown } écarts avec le journal.
}
differs-empty = journal.jsonl : le journal est vide.
differs-cut = journal.jsonl : l'ouverture commencée le { $at } n'a pas de fin : elle a été coupée, ou la fin du journal a été retirée. Relancez-la.
differs-no-papers = journal.jsonl : l'ouverture commencée le { $at } est terminée, et rien ne dit ce que sont son rapport et son procès-verbal : elle a été coupée avant, ou la fin du journal a été retirée. Relancez-la.
differs-missing = { $path } : ce fichier manque.
differs-changed = { $path } : ce fichier a été modifié.
differs-size = { $path } : ce fichier a été modifié : { $found } octets au lieu de { $expected }.
differs-report-whole = opening.json : ce n'est plus un rapport lisible.
differs-report-head = opening.json : ce qui entoure les lignes diffère du journal ({ $fields }).
differs-report-row = opening.json, ligne { $number } ({ $input }) : diffère du journal ({ $fields }).
differs-report-rows = opening.json : { $found } lignes au lieu de { $expected }.
differs-unrecorded = { $path } : le journal ne parle pas de ce fichier.
differs-unreadable = { $path } : fichier illisible : { $error }.
differs-registry = registre : { $error }
differs-registry-entry = registre : l'entrée { $seq } de son journal n'est pas celle que nomme l'ouverture.
differs-registry-head = registre, entrée { $seq } : d'après elle, l'entrée { $entries } du journal de l'ouverture est une autre, ou n'est plus là.
differs-registry-run = registre, table run, ligne { $run } : l'empreinte qu'elle garde (head) n'est celle d'aucune entrée du journal de l'ouverture.
differs-registry-unended = registre, après l'entrée { $seq } : il ne dit pas que cette ouverture s'est terminée.
differs-registry-only = registre, entrée { $seq } : une ouverture commencée le { $at } a eu lieu dans ce dossier, et le journal n'en dit rien.
differs-registry-facts = registre, consultation { $reference } : { $field } est « { $registry } », et l'ouverture a été faite avec « { $journal } ».
journal-papers = Rapport et procès-verbal écrits ; leurs empreintes sont inscrites.
differs-report-head-gone = journal.jsonl : d'après opening.json, son entrée { $entries } est une autre, ou la fin a été retirée.
journal-none = { $path } n'est pas le journal d'une ouverture : { $error }.
journal-none-hint = donnez le dossier d'une ouverture : celui qui contient journal.jsonl. S'il devrait y être, ne relancez rien : cherchez-le d'abord dans une sauvegarde.
differs-registry-damaged = registre : ses tables ne tiennent pas ensemble. « plis registry check » dit où.
differs-registry-journal = registre, entrée { $seq } : son journal a été modifié ou est endommagé à cet endroit. « plis journal verify », sans dossier, dit comment.
differs-registry-count = registre, entrée { $seq } : { $field } est { $registry }, et le journal de l'ouverture dit { $journal }.
