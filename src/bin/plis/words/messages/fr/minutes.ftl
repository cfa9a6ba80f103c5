# Le procès-verbal d'une ouverture.

minutes-title = Procès-verbal d'ouverture des plis
minutes-page = Page
minutes-page-of = sur
minutes-opened = { $count ->
    [one] { $opened } pli ouvert sur { $all }.
   *[other] { $opened } plis ouverts sur { $all }.
}
minutes-files-opened = { $count ->
    [one] { $opened } fichier ouvert sur { $all }.
   *[other] { $opened } fichiers ouverts sur { $all }.
}
minutes-plis = { $count ->
    [one] Au registre des dépôts : { $shown } pli.
   *[other] Au registre des dépôts : { $shown } plis.
}
minutes-unlisted = { $count ->
    [one] Un fichier n'est pas au registre des dépôts.
   *[other] { $shown } fichiers ne sont pas au registre des dépôts.
}
minutes-paper-count = { $count ->
    [one] Un dépôt sur papier figure au registre : il n'est pas compté ici.
   *[other] { $shown } dépôts sur papier figurent au registre : ils ne sont pas comptés ici.
}
minutes-paper = Les dépôts sur papier
minutes-paper-caption = Tels que le registre les donne : aucun fichier ne leur appartient, ils s'ouvrent à la main
minutes-column-remarks = Observations
minutes-paper-column = { $name } : { $text }
minutes-paper-unsure = Peut-être hors délai : le registre ne donne pas les secondes
minutes-failed = { $count ->
    [one] Un n'a pas pu être ouvert.
   *[other] { $shown } n'ont pas pu être ouverts.
}
minutes-refused = { $count ->
    [one] Un a été laissé fermé par une règle.
   *[other] { $shown } ont été laissés fermés par une règle.
}
minutes-cancelled = { $count ->
    [one] Un n'a pas été traité : l'ouverture a été interrompue.
   *[other] { $shown } n'ont pas été traités : l'ouverture a été interrompue.
}

minutes-consultation = La consultation
minutes-reference = Référence
minutes-object = Objet
minutes-entity = Acheteur
minutes-deadline = Date limite de remise
minutes-unknown = sans indication
minutes-no-consultation = non indiquée : plis isolés

minutes-opening = L'ouverture
minutes-openers = Ouverture faite par
minutes-started = Début
minutes-finished = Fin
minutes-motif = Motif
minutes-motif-is = Motif donné : { $motif }
minutes-runs-caption = Ce qui a été fait auparavant dans le même dossier
minutes-run-kind = Passage
minutes-run-by = Par
minutes-run-opening = Ouverture
minutes-run-rehearsal = Répétition : rien n'a été ouvert
minutes-run-refused = Refusé : { $reason }
minutes-run-interrupted = interrompu
minutes-run-cut = arrêté net (coupure, arrêt du poste)
minutes-accepted = { $count ->
    [one] un pli a été ouvert malgré une règle ({ $cases }).
   *[other] { $shown } plis ont été ouverts malgré une règle ({ $cases }).
}
minutes-host = Poste
minutes-share = Part
minutes-share-only = part { $number } sur { $of } : ce n'est pas le procès-verbal de l'ouverture, que plis gather écrit une fois toutes les parts ouvertes.
minutes-machines = Machines
minutes-machine = part { $number }, { $host } : { $opened } ouverts sur { $found }, du { $from } au { $to }
minutes-account = Compte du système
minutes-clock = Heure donnée à la main (--now)
minutes-clock-system = l'horloge du système indiquait le { $system }
minutes-place = Emplacement
minutes-open-to-others = un système de fichiers qui n'écarte personne (clé USB, FAT, exFAT, certains partages) : ce qui y a été ouvert peut être lu par d'autres.
minutes-readers = Lecteurs
minutes-group = groupe { $group } : ses membres peuvent lire ce qui a été ouvert, le rapport, ce procès-verbal et le journal.
minutes-tool = Logiciel

minutes-keys = Les bi-clés
minutes-keys-caption = Bi-clés disponibles pendant l'ouverture
minutes-key = Bi-clé
minutes-key-role = Nature
minutes-key-end = Fin du certificat
minutes-key-certificate = Certificat (SHA-256)
minutes-key-earlier = employée lors d'un passage précédent
minutes-key-expired = expiré avant cette ouverture
minutes-key-cn = nommée « { $cn } » dans son certificat
minutes-key-issuer = se dit émis par « { $issuer } », n° de série { $serial }
minutes-key-trailing = { $count } octet(s) après la fin du fichier de clé, laissés de côté
minutes-key-bits = RSA, { $bits } bits
minutes-no-key = Aucune bi-clé n'était disponible.

minutes-not-opened = Ce qui n'a pas été ouvert, et pourquoi
minutes-not-opened-caption = Nombre de fichiers par cause
minutes-column-reason = Cause
minutes-column-count = Fichiers
minutes-column-rule = Explication

minutes-backup = Copie de sauvegarde (arrêté du 22 mars 2019, annexe 6, article 2)
minutes-backup-malware = { $count ->
    [one] Premier cas (programme malveillant) : un pli ; sa copie de sauvegarde peut être ouverte.
   *[other] Premier cas (programme malveillant) : { $shown } plis ; leurs copies de sauvegarde peuvent être ouvertes.
}
minutes-backup-incomplete = { $count ->
    [one] Second cas (pli reçu incomplet, hors délai ou impossible à ouvrir, alors que sa transmission avait commencé dans les délais) : un pli ; sa copie de sauvegarde peut être ouverte si elle est parvenue à temps.
   *[other] Second cas (plis reçus incomplets, hors délai ou impossibles à ouvrir, alors que leur transmission avait commencé dans les délais) : { $shown } plis ; leurs copies de sauvegarde peuvent être ouvertes si elles sont parvenues à temps.
}
minutes-backup-case = Copie de sauvegarde : le cas { $case } peut s'appliquer

minutes-envelopes = Les plis
minutes-envelopes-caption = Dans l'ordre d'arrivée ; heures locales ({ $zone }) ; SHA-256 du fichier ouvert
minutes-envelopes-caption-by-name = Dans l'ordre de leurs noms ; SHA-256 du fichier ouvert
minutes-column-number = N°
minutes-column-company = Entreprise
minutes-column-envelope = Enveloppe
minutes-column-deposit = Dépôt
minutes-column-result = Résultat
minutes-lot = lot { $lot }
minutes-pli = pli { $pli }
minutes-sha256-in = SHA-256 du fichier chiffré
minutes-sha256 = SHA-256 du fichier ouvert
minutes-sha256-more = { $count ->
    [one] et un autre bloc, au rapport
   *[other] et { $shown } autres blocs, au rapport
}
minutes-receipt-intact = conforme au dépôt
minutes-receipt-altered = non conforme au dépôt

minutes-record = Le journal
minutes-record-sentence = Chaque étape de cette ouverture est inscrite dans journal.jsonl, dont les entrées sont chaînées par leurs empreintes. L'empreinte de la dernière, ci-dessous, les tient toutes : « plis journal verify » trouve toute modification ultérieure.
minutes-journal-entries = Entrées
minutes-journal-head = Dernière empreinte
minutes-run = Ouverture n°

minutes-signatures = Signatures
minutes-done-at = Fait à ........................................ , le ....................
minutes-name = Nom
minutes-capacity = Qualité
minutes-signature = Signature

minutes-csv-pli = Pli
minutes-csv-company = Entreprise
minutes-csv-envelope = Enveloppe
minutes-csv-lot = Lot
minutes-csv-input = Fichier
minutes-csv-deposit-start = Début du dépôt
minutes-csv-deposit-end = Fin du dépôt
minutes-csv-result = Résultat
minutes-csv-reason = Explication
minutes-csv-integrity = Intégrité
minutes-csv-receipt = Accusé de réception
minutes-csv-key = Bi-clé
minutes-csv-output = Fichier ouvert
minutes-csv-size = Octets
minutes-csv-sha256 = SHA-256 du fichier ouvert
minutes-csv-backup = Cas de copie de sauvegarde

reason-before-deadline = avant la date limite
reason-late = hors délai
reason-withdrawn = retiré
reason-superseded = remplacé par un dépôt plus récent
reason-set-aside = écarté
reason-other-envelope = pas parmi les enveloppes demandées
reason-output-exists = un fichier porte déjà son nom
reason-output-collision = deux plis, un seul nom
reason-ambiguous = ligne ou fichier incertains
reason-no-matching-key = aucune bi-clé disponible ne l'ouvre
reason-key-unavailable = l'appareil qui garde la clé n'a pas répondu
reason-corrupted = endommagé ou modifié
reason-truncated = incomplet
reason-altered = pas le fichier déposé
reason-not-an-envelope = pas un pli chiffré
reason-unsupported = format ou algorithme qui n'est pas lu
reason-missing-block = bloc manquant
reason-duplicate-block = bloc en double
reason-missing-file = inscrit, mais absent
reason-too-large = au-delà d'une limite
reason-unreadable = fichier illisible
reason-write-failed = n'a pas pu être écrit
reason-internal = défaut du programme

explained-before-deadline = Rien ne s'ouvre avant la date limite de remise (code de la commande publique, R. 2132-9).
explained-late = Reçu après la date limite : conservé fermé, puis éliminé (code de la commande publique, R. 2151-5).
explained-withdrawn = L'entreprise a retiré ce dépôt : il est conservé fermé.
explained-superseded = Seul le dernier dépôt reçu dans les délais est ouvert (code de la commande publique, R. 2151-6) ; celui-ci est conservé fermé.
explained-set-aside = Le registre des dépôts dit ce dépôt écarté : il est conservé fermé.
explained-other-envelope = L'ouverture portait sur d'autres enveloppes ; celles-ci restent fermées jusqu'à la leur.
explained-output-exists = Un fichier portait déjà le nom prévu : il a été laissé intact, et le pli n'a pas été écrit.
explained-output-collision = Deux plis donnaient le même nom de fichier : aucun des deux n'a été écrit.
explained-ambiguous = Une ligne du registre et un fichier se ressemblent sans se correspondre : ni l'une ni l'autre ne sont ouverts, car la ligne peut être celle d'un dépôt retiré ou hors délai.
explained-no-matching-key = Le pli est chiffré pour d'autres certificats que ceux des bi-clés disponibles.
explained-key-unavailable = L'appareil qui garde la clé privée n'a pas fait sa part : rien n'est dit du pli lui-même.
explained-corrupted = Le contenu ne passe pas les contrôles de son format : rien n'en a été écrit.
explained-truncated = Le fichier s'arrête avant la fin du pli : rien n'en a été écrit.
explained-altered = Son empreinte SHA-256 n'est pas celle que le registre a relevée au dépôt : ce passage n'en a rien écrit.
explained-not-an-envelope = Le fichier est vide ou n'est pas chiffré au format attendu : il a été laissé tel que reçu.
explained-unsupported = Le fichier est d'un format qui n'est pas lu, ou chiffré avec un algorithme qui ne l'est pas.
explained-missing-block = Un fichier déposé en plusieurs blocs n'est ouvert que si tous ses blocs sont là.
explained-duplicate-block = Un même bloc figure deux fois : rien ne dit lequel est le bon.
explained-missing-file = Le registre annonce ce fichier ; il n'était pas parmi les fichiers téléchargés.
explained-too-large = Le pli dépasse une limite de sûreté du logiciel.
explained-unreadable = Le système n'a pas pu lire ce fichier.
explained-write-failed = Le système n'a pas pu écrire le fichier ouvert.
explained-internal = Un défaut du logiciel a arrêté ce pli ; les autres n'ont pas été touchés.
explained-cancelled = L'ouverture a été interrompue avant leur tour.

minutes-findings = Constats sur les bi-clés
minutes-findings-caption = Constats de l'audit, les plus graves d'abord
minutes-column-severity = Gravité
minutes-column-finding = Constat
finding-name-key-expires-before-deadline = prend fin avant la date limite
finding-name-key-not-yet-valid = pas encore valide
finding-name-key-expired-in-use = expirée, encore nécessaire
finding-name-key-expires-soon = prend fin bientôt
finding-name-key-expires-unused = prend fin bientôt, sans emploi
finding-name-private-key-missing = fichier de clé absent
finding-name-private-key-unreadable = fichier de clé illisible
finding-name-password-wrong = mot de passe incorrect
finding-name-key-mismatch = fichier d'une autre clé
finding-name-key-not-proved = pas éprouvée récemment
finding-name-emergency-missing = pas de bi-clé de secours
finding-name-emergency-same-as-entity = secours identique à la bi-clé d'entité
finding-name-single-point = un seul fichier ouvre tout
finding-name-key-weak = clé faible
finding-name-key-usage = usage de clé inadapté
finding-name-key-same-name = même nom qu'une autre
finding-name-key-same-public-key = même clé publique qu'une autre
finding-name-key-not-in-registry = certificat inconnu du registre
finding-name-key-deletable = plus nécessaire

minutes-backwards = L'heure recule dans le journal
