# Le registre : ses erreurs, ses refus, et ce que ses commandes disent.

registry-missing = il n'y a pas de registre dans { $home }.
registry-missing-hint = indiquez son dossier avec --home ou PLIS_HOME ; plis key new et plis consultation new le créent.
registry-locks-mandatory = un registre ne peut pas être tenu dans { $home } : les verrous de ce partage ne séparent pas les programmes comme une base de données le demande.
registry-locks-mandatory-hint = montez le partage avec l'option nobrl (mount -t cifs ... -o nobrl) si une seule machine se sert du registre, ou placez-le sur un disque de la machine : PLIS_HOME ou --home.
registry-locks-none = un registre ne peut pas être tenu dans { $home } : il n'y a pas de verrous à cet endroit, et deux programmes à la fois l'abîmeraient.
registry-locks-none-hint = placez-le sur un disque de la machine (PLIS_HOME ou --home), ou demandez des verrous sur le partage (NFS : sans l'option nolock).
registry-busy = le registre est utilisé par un autre programme.
registry-busy-hint = rien n'a été changé ; attendez qu'il ait fini, puis relancez la commande.
registry-newer = le registre a été écrit par une version plus récente (format { $found } ; cette version écrit le format { $known }).
registry-newer-hint = il se lit, mais ne peut pas être modifié d'ici : installez la dernière version de plis.
registry-not-one = { $home } ne contient pas un registre de plis.
registry-damaged = le registre est endommagé : { $what }.
registry-damaged-hint = gardez-en une copie en l'état, puis reprenez la dernière sauvegarde du dossier.
registry-schema = le registre a été modifié par un autre programme que plis : ce qui le protège n'est plus ce qu'il doit être.
registry-schema-extra = en trop : { $object }
registry-schema-missing = manque : { $object }
registry-schema-changed = modifié : { $object }
registry-schema-hint = rien n'y a été écrit. Gardez-en une copie en l'état, faites-la examiner, puis reprenez la dernière sauvegarde du dossier.
registry-too-long = une opération du registre ne finit pas : le fichier registry.db est peut-être piégé ou endommagé.
registry-check-whole = Le registre dit ce que dit son journal ({ $entries } entrées).
registry-check-difference = { $table } { $row }, { $field } : le journal dit { $journal }, le registre dit { $registry }
registry-check-extra = { $table } { $row } : dans le registre, mais pas dans le journal
registry-check-missing = { $table } { $row } : dans le journal, mais pas dans le registre
registry-check-nothing = rien
registry-check-unverifiable = { $table } { $row }, { $field } : non vérifiable, une version antérieure ne l'écrivait pas dans le journal
registry-check-file = fichier registry.db : { $what }
registry-differs = le registre ne dit pas ce que dit son journal (différences : { $count }).
registry-differs-hint = quelqu'un l'a modifié autrement que par plis, ou le fichier est endommagé. Gardez-en une copie en l'état, faites-la examiner (plis registry check donne tout le détail), puis reprenez la dernière sauvegarde du dossier.
registry-read-only = le registre ne peut être que lu.
registry-read-only-hint = demandez le droit d'écrire dans son dossier, ou demandez ce changement à qui tient ce registre.
registry-system = le registre ne peut pas être utilisé : { $error }.
registry-file = le registre de { $path } n'est pas accessible : { $error }.
registry-unsettled = le registre ne peut être que lu ici, et { $path } contient des changements que son dernier utilisateur n'a pas fini d'y écrire : sans eux, ce qui serait lu ne serait pas tout le registre.
registry-unsettled-hint = demandez à quelqu'un qui peut y écrire de lancer une fois plis registry check ; ou copiez tout le dossier dans un dossier à vous et indiquez celui-ci avec --home.
registry-sqlite = la base de données du registre refuse : { $error }.
registry-key-file = le fichier de clé { $path } n'a pas pu être écrit ou supprimé : { $error }.
registry-key-not-found = aucune bi-clé ne s'appelle « { $name } ».
registry-key-not-found-hint = plis key list donne leurs noms ; le début d'une empreinte convient aussi.
registry-quoted = « { $name } »
registry-or = { $first } ou { $second }
registry-near = vouliez-vous dire { $names } ?
registry-deleted-key-not-found = aucune bi-clé supprimée et encore gardée ne s'appelle « { $name } ».
registry-deleted-key-not-found-hint = plis audit donne la liste de celles qui sont gardées.
registry-consultation-not-found = aucune consultation n'a la référence « { $name } ».
registry-consultation-not-found-hint = plis consultation list donne leurs références.
registry-ambiguous = « { $name } » désigne plusieurs bi-clés :
registry-ambiguous-hint = donnez le nom entier, ou davantage de caractères de l'empreinte.
registry-bad-name = « { $text } » ne peut pas être un nom : il faut de 1 à 200 caractères.
registry-bad-instant = la date limite { $instant } n'est pas en secondes entières.
registry-bad-path = le chemin { $path } n'est pas en UTF-8 : le registre ne peut pas le garder.
registry-no-home = le dossier du registre n'est pas connu sur ce système.
registry-no-home-hint = indiquez-le avec --home ou PLIS_HOME.
registry-mode-log = registre : { $home } (journal d'écriture anticipée).
registry-mode-rollback = registre : { $home } (journal de retour arrière, synchronisation complète).
registry-mode-network = registre : { $home }, sur un dossier réseau ({ $system }) : journal de retour arrière, synchronisation complète, un seul programme à la fois.
registry-mode-copy = registre : { $home }, qui ne peut être que lu : une copie en mémoire.
registry-mode-server = registre : { $home } (serveur).
registry-made = le registre de { $place } est créé.
registry-was-there = le registre de { $place } était déjà là ; il est entier.
registry-made-hint = le propriétaire de la base donne à chaque compte l'un des rôles plis_reader, plis_opener et plis_admin : GRANT plis_opener TO compte.
registry-renewed = les protections du registre de { $place } n'étaient pas ce qu'elles doivent être ; elles sont refaites :
registry-renew-hint = si c'est une version antérieure de plis, ou si vous savez d'où cela vient, le propriétaire de la base refait ces protections : plis registry init --renew. Les lignes et le journal ne sont pas touchés.
registry-unfinished = une copie de registre a été interrompue dans { $home } : ce qui s'y trouve n'est pas un registre entier.
registry-unfinished-hint = la copie d'origine est intacte. Supprimez ce dossier, puis recommencez plis registry copy.
registry-not-empty = { $place } n'est pas vide : un registre ne se copie que là où il n'y a rien.
registry-not-empty-hint = indiquez un dossier nouveau ou vide, ou une base sans registre. Rien n'a été changé.
registry-another = la copie n'est pas identique à l'original (table { $table }) : elle n'a pas été gardée.
registry-another-hint = recommencez ; si cela se répète, le disque ou le serveur d'arrivée ne rend pas ce qui y est écrit.
registry-copied = le registre est copié dans { $place }, et vérifié.
registry-restored = la sauvegarde est restaurée dans { $place }, et vérifiée.
registry-backed-up = le registre est sauvegardé dans { $path } ({ $octets } octets), relu et vérifié.
registry-copied-counts = { $entries } entrées du journal, { $rows } lignes, { $files } fichiers de clé
registry-copied-without = sans le fichier de ces bi-clés, qui n'est déjà plus dans le registre :
registry-backup-readme =
    Sauvegarde d'un registre de plis.

    registry.db    la base (SQLite 3) : bi-clés, consultations, journal
    keys           les fichiers de clé (PKCS#12), chacun protégé par son mot de passe
    deleted        ceux des bi-clés supprimées et encore gardées
    replaced       ceux qu'un autre fichier a remplacés
    SHA256SUMS     l'empreinte de chaque fichier : sha256sum -c SHA256SUMS

    Restaurer : plis registry copy SAUVEGARDE.zip DOSSIER
    (un dossier nouveau, ou postgres://...). Sans plis : dézippez dans un
    dossier vide, c'est le dossier du registre.

    Gardez ce fichier comme les clés elles-mêmes.
backup-not-one = { $path } n'est pas une sauvegarde de registre.
backup-damaged = la sauvegarde { $path } n'est pas reprise : { $why }
backup-damaged-hint = rien n'a été restauré. Prenez une autre sauvegarde.
backup-archive = { $name } : { $why }
backup-extra = { $name } est en trop.
backup-missing = { $name } manque.
backup-another = { $name } n'est pas ce qu'il était quand la sauvegarde a été faite.
registry-server-empty-hint = plis registry init l'y crée, une seule fois, par le propriétaire de la base.
registry-server-unreachable = le serveur du registre ne répond pas, ou n'est pas celui qu'il devrait être : { $error }.
registry-server-unreachable-hint = vérifiez l'adresse (PLIS_REGISTRY ou --registry), le réseau, et que le certificat du serveur porte son nom ; rien n'a été changé.
registry-server-denied = le serveur du registre ne permet pas cela à ce compte : { $error }.
registry-server-denied-hint = demandez au propriétaire de la base le rôle qu'il faut (plis_reader, plis_opener ou plis_admin), ou vérifiez le mot de passe (PGPASSWORD, .pgpass ou le fichier de services).
registry-server-gone = la connexion au serveur du registre a été perdue : { $error }.
registry-server-gone-hint = rien n'est fait à moitié ; recommencez.
registry-unanswered = la connexion au serveur du registre a été perdue au moment d'écrire un changement, et le serveur ne peut pas dire s'il est fait.
registry-unanswered-hint = regardez le journal (plis journal show) avant de recommencer.
registry-password-file = le fichier de mots de passe { $path } peut être lu par d'autres : il n'est pas utilisé.
registry-password-file-hint = gardez-le pour vous seul : chmod 600.

refused-name-taken = une autre bi-clé s'appelle déjà « { $name } ».
refused-name-taken-hint = choisissez un autre nom, par exemple avec l'année.
refused-key-known = ce certificat est déjà dans le registre, sous le nom « { $name } » ({ $fingerprint }).
refused-key-known-hint = il n'y a rien à importer ; plis key show NOM la montre, plis key rename lui donne un autre nom.
refused-key-needed = { $count ->
    [one] la bi-clé « { $name } » ne peut pas être supprimée : une consultation qui n'est pas close en a besoin.
   *[other] la bi-clé « { $name } » ne peut pas être supprimée : { $shown } consultations qui ne sont pas closes en ont besoin.
}
refused-key-needed-one = { $reference }, date limite { $deadline }
refused-key-needed-hint = sans elle, leurs plis ne s'ouvriraient plus. Clôturez chacune (plis consultation close RÉF) quand plus personne n'en a besoin ; plis key retire l'écarte des prochaines.
refused-not-confirmed = « { $given } » ne confirme pas la suppression de « { $name } » : rien n'a été supprimé.
refused-not-confirmed-hint = répétez le nom de la bi-clé : --confirm "{ $name }".
refused-already-retired = la bi-clé « { $name } » est déjà retirée.
refused-key-retired = la bi-clé « { $name } » est retirée : elle ne s'affecte plus.
refused-emergency-key = « { $name } » est une bi-clé de secours : elle est ajoutée d'office au lancement, et ne s'affecte pas.
refused-private-held = la clé privée de « { $name } » est déjà dans le registre.
refused-own-file = { $path } est un fichier du registre lui-même : il ne peut pas servir de référence.
refused-reference-taken = une consultation a déjà la référence « { $reference } ».
refused-reference-taken-hint = plis consultation show RÉF la montre ; choisissez une autre référence pour une nouvelle.
refused-assignment-final = la consultation « { $reference } » est lancée : son affectation est définitive.
refused-assignment-final-hint = ses plis sont chiffrés pour les bi-clés choisies au lancement ; une autre bi-clé ne les ouvrirait pas.
refused-closed = la consultation « { $reference } » est close.
refused-closes-early = la consultation « { $reference } » n'est pas close : { $why } ; la clore libère ses bi-clés, qui pourraient alors être supprimées.
refused-closes-early-ahead = sa date limite est le { $deadline }
refused-closes-early-unopened = aucune ouverture n'en est enregistrée
refused-closes-early-both = sa date limite est le { $deadline }, et aucune ouverture n'en est enregistrée
refused-closes-early-key = plus rien ne garderait pour elle la bi-clé « { $name } »
refused-closes-early-hint = sans ces bi-clés, les plis déposés ne s'ouvriraient plus. Pour la clore malgré cela : --reason "MOTIF" --confirm "{ $reference }".
refused-kept-aside = la bi-clé « { $name } » est gardée jusqu'au { $until } : elle ne peut pas encore être détruite.
refused-kept-aside-hint = plis key restore la fait revenir telle qu'elle était.
refused-nothing-assigned = aucune bi-clé n'est affectée à la consultation « { $reference } ».
refused-nothing-assigned-hint = plis consultation assign { $reference } BI-CLÉ
refused-not-assigned = la bi-clé « { $name } » n'est pas affectée ainsi à la consultation « { $reference } ».
refused-not-fit = la consultation « { $reference } » n'est pas lancée : après cela, son affectation ne pourrait plus être corrigée.
refused-not-fit-hint = corrigez ce qui est listé, ou lancez-la malgré cela en disant pourquoi : --reason "MOTIF".
refused-roll = { $count ->
    [one] une ligne de la liste ne peut pas être reprise : rien ne l'a été.
   *[other] { $shown } lignes de la liste ne peuvent pas être reprises : rien ne l'a été.
}
refused-roll-line = ligne { $line } : { $why }

launch-ends = la bi-clé « { $name } » se termine le { $ends } ; il la faut jusqu'au { $needed } (date limite et { $days }).
launch-not-yet-valid = la bi-clé « { $name } » ne commence que le { $begins } : jusque-là, personne ne peut chiffrer pour elle.
launch-retired = la bi-clé « { $name } » est retirée.
launch-never-proved = personne n'a vérifié que la bi-clé « { $name } » s'ouvre (plis key prove).
launch-proof-failed = la dernière vérification de la bi-clé « { $name } », le { $at }, a échoué : { $why }.
launch-certificate-only = de la bi-clé « { $name } », seul le certificat est connu ; sa clé privée n'est pas ici.
launch-file-gone = le fichier de la bi-clé « { $name } » n'est pas là : { $path }.
launch-other-entity = la bi-clé « { $name } » est celle d'une autre entité, { $entity }.
launch-deadline-passed = la date limite est passée ({ $deadline }).
launch-no-emergency = la consultation « { $reference } » n'a aucune bi-clé de secours : si la bi-clé d'entité est perdue, ses plis le sont aussi.

proof-proved = la clé privée répond
proof-missing = fichier introuvable
proof-unreadable = fichier illisible ou endommagé
proof-password-wrong = mot de passe incorrect
proof-mismatch = ce n'est pas la clé privée du certificat

key-created = bi-clé « { $name } » créée, valable jusqu'au { $ends } ; empreinte { $fingerprint }.
key-created-hint = notez le mot de passe en lieu sûr, partagez la bi-clé (plis key export), puis vérifiez-la (plis key prove).
key-created-store-hint = elle est dans le magasin de certificats, empreinte { $thumbprint } : sauvegardez-la tant qu'elle est exportable (plis key export), puis vérifiez-la (plis key prove).
key-imported = bi-clé « { $name } » ajoutée, valable jusqu'au { $ends } ; empreinte { $fingerprint }.
key-imported-certificate = « { $name } » ajoutée sans clé privée, d'après { $file } : elle pourra chiffrer, pas ouvrir.
key-located = la clé privée de « { $name } » est maintenant connue.
key-exported = bi-clé « { $name } » écrite dans { $path }, protégée par son mot de passe.
key-exported-aes = AES256-SHA256 se lit à partir de Windows 10 version 1809 et de Windows Server 2019. Pour un Windows plus ancien : --pfx-encryption tripledes-sha1.
key-exported-triple-des = TripleDES-SHA1 se lit sur toutes les versions de Windows ; à partir de Windows 10 version 1809 et de Windows Server 2019, préférez aes256-sha256, qui protège mieux.
key-exported-certificate = certificat de « { $name } » écrit dans { $path }.
key-put-in-store = bi-clé « { $name } » mise dans le magasin de certificats, empreinte { $thumbprint }.
key-renamed = la bi-clé « { $name } » s'appelle maintenant « { $new } ».
key-retired = la bi-clé « { $name } » est retirée : elle ouvre toujours, et ne sert plus aux prochaines consultations.
key-deleted = la bi-clé « { $name } » est supprimée ; elle est gardée de côté { $days } : plis key restore la ferait revenir.
key-restored = la bi-clé « { $name } » est revenue, telle qu'elle était.
key-purged = la bi-clé « { $name } » est détruite ; son certificat reste connu.
key-deleted-reference = le fichier { $path } est à vous : il n'a pas été touché.
key-deleted-store = le certificat et sa clé restent dans le magasin de Windows : ils n'ont pas été touchés.
key-proof = « { $name } » : { $result }
key-proof-detail = « { $name } » : { $result } ({ $detail })
key-proofs-failed = { $count ->
    [one] une bi-clé n'a pas répondu.
   *[other] { $shown } bi-clés n'ont pas répondu.
}
key-proofs-failed-hint = cherchez le bon mot de passe ou une autre copie du fichier dès maintenant ; à l'ouverture, il sera trop tard.
key-proofs-none = il n'y a aucune bi-clé à vérifier.
key-several-names = --name ne peut nommer qu'une bi-clé, et ces fichiers en contiennent { $shown }.
key-several-certificates = { $file } contient plusieurs certificats sans lien entre eux : donnez-les séparément.
key-empty-password = le fichier à écrire doit être protégé par un mot de passe, et celui qui est donné est vide.
key-empty-password-hint = donnez un mot de passe qui n'est pas vide ; un fichier de clé reçu sans mot de passe peut rester où il est : plis key import --reference.
key-not-issued = le certificat ne peut pas être créé : { $why }.
key-not-generated = la clé ne peut pas être créée : { $why }.
key-not-written = le fichier de clé ne peut pas être créé : { $why }.
key-bad-cn = un champ CN a de 1 à 64 caractères ; celui-ci en a { $count }
key-bad-validity = la durée de validité n'est pas acceptable
key-no-private = de la bi-clé « { $name } », seul le certificat est connu : sa clé privée ne peut pas être écrite.
key-no-private-hint = importez d'abord son .pfx, ou exportez le certificat seul avec --format der, pem ou p7b.
key-not-in-file = le fichier de clé de « { $name } » ne contient pas sa clé privée.
key-not-in-file-hint = cherchez le .pfx exporté avec la clé privée de ce certificat, et importez-le : plis key import.

key-list-entity = Bi-clés d'entité
key-list-emergency = Bi-clés de secours
key-list-no-entity = Aucune bi-clé d'entité.
key-list-no-emergency = Aucune bi-clé de secours.
key-column-name = Nom
key-column-cn = Champ CN
key-column-ends = Date d'expiration
key-column-state = État
key-column-open = Consultations ouvertes
key-state-active = active
key-state-expired = expirée
key-state-retired = retirée
key-state-future = pas encore valable
key-state-no-private = sans clé privée
key-term-name = Nom
key-term-role = Rôle
key-term-entity = Entité
key-universal = universelle
key-term-cn = Champ CN
key-term-issuer = Émetteur
key-term-serial = Numéro de série
key-term-ski = Identifiant de clé
key-term-fingerprint = Empreinte SHA-256
key-term-size = Taille
key-size = RSA { $bits } bits
key-curve = courbe elliptique { $curve }
key-term-begins = Valable du
key-term-ends = Date d'expiration
key-term-state = État
key-term-file = Clé privée
key-file-copy = dans le registre : { $path }
key-file-reference = fichier partagé : { $path }
key-file-store = dans le magasin de certificats de Windows, empreinte { $thumbprint }
key-file-kept = dans le registre lui-même
key-file-none = inconnue ici
key-term-created = Dans le registre depuis
key-term-proved = Dernière vérification réussie
key-never-proved = jamais
key-term-last-proof = Dernière vérification
key-last-proof = { $at } : { $result }
key-term-open = Consultations ouvertes
key-open-one = { $reference }, date limite { $deadline }
key-open-none = aucune : elle peut être supprimée
key-role-entity = bi-clé d'entité
key-role-emergency = bi-clé de secours

consultation-created = consultation « { $reference } » créée ; date limite { $deadline }.
consultation-created-late = cette date limite est déjà passée : vérifiez la date si elle devait être à venir.
consultation-assigned = { $count ->
    [one] une bi-clé est affectée à la consultation « { $reference } ».
   *[other] { $shown } bi-clés sont affectées à la consultation « { $reference } ».
}
consultation-launched = consultation « { $reference } » lancée ; ses plis seront chiffrés pour :
consultation-closed = consultation « { $reference } » close.
consultation-gave-up = close sans attendre son ouverture : plus rien ne garde pour elle { $keys }. Tant qu'un pli peut devoir être ouvert, ne supprimez pas ces bi-clés.
consultation-deletable = plus rien d'ouvert n'a besoin de la bi-clé « { $name } » : elle peut être supprimée (à garder si des plis chiffrés sont archivés).
consultation-taken = liste reprise. Consultations créées : { $created } ; modifiées : { $changed } ; lancées : { $launched } ; closes : { $closed } ; déjà à jour : { $unchanged }.
consultation-list = Consultations
consultation-list-none = Aucune consultation.
consultation-column-reference = Référence
consultation-column-title = Intitulé
consultation-column-entity = Entité
consultation-column-deadline = Date limite
consultation-column-state = État
consultation-state-draft = en préparation
consultation-state-launched = lancée
consultation-state-closed = close
consultation-term-created = Dans le registre depuis
consultation-term-launched = Lancée
consultation-term-reason = Motif
consultation-term-closed = Close
consultation-term-assigned = Affectation
consultation-nothing-assigned = aucune bi-clé
consultation-assigned-all = { $name }
consultation-assigned-scope = { $name } ({ $scope })
consultation-scope-lot = lot { $lot }
consultation-gone = bi-clé supprimée { $fingerprint }
consultation-term-recipients = Destinataires des plis
consultation-term-foreseen = Destinataires si elle est lancée
consultation-recipient = { $name }, { $role }, jusqu'au { $ends }
consultation-term-runs = Ouvertures
consultation-run = { $at }, { $folder }

roll-not-csv = ligne { $line } : ce n'est pas du CSV.
roll-no-column = il manque la colonne { $column }.
roll-two-columns = la colonne { $column } est deux fois là.
roll-cell = ligne { $line }, colonne { $column } : « { $text } » n'est pas compris.
roll-cell-skipped = ligne { $line }, colonne { $column } : { $text } n'existe pas dans le fuseau { $zone } (passage à l'heure d'été).
roll-cell-ambiguous = ligne { $line }, colonne { $column } : { $text } arrive deux fois dans le fuseau { $zone } (passage à l'heure d'hiver) ; ajoutez le décalage.
roll-unreadable = la liste { $path } n'est pas comprise : rien n'a été repris.
roll-not-csv-hint = dans le tableur, enregistrez la liste au format CSV.
roll-unreadable-hint = colonnes : reference;titre;entite;date_limite;fuseau;etat;bi_cles. États : brouillon, lancée, close.

deed-key-created = Bi-clé « { $name } » créée.
deed-key-imported = Bi-clé « { $name } » ajoutée.
deed-key-located = Clé privée de « { $name } » retrouvée.
deed-key-exported = Bi-clé « { $name } » exportée dans { $path }.
deed-key-renamed = Bi-clé « { $name } » renommée « { $new } ».
deed-key-retired = Bi-clé « { $name } » retirée.
deed-key-deleted = Bi-clé « { $name } » supprimée.
deed-key-restored = Bi-clé « { $name } » revenue.
deed-key-purged = Bi-clé « { $name } » détruite.
deed-key-tried = Vérification de la bi-clé « { $name } » : { $result }.
deed-consultation-created = Consultation « { $reference } » créée.
deed-consultation-changed = Consultation « { $reference } » modifiée.
deed-consultation-assigned = Bi-clés affectées à la consultation « { $reference } ».
deed-consultation-unassigned = Bi-clés retirées de la consultation « { $reference } ».
deed-consultation-launched = Consultation « { $reference } » lancée : son affectation est définitive.
deed-consultation-closed = Consultation « { $reference } » close.
deed-consultation-opened = Plis de la consultation « { $reference } » ouverts dans { $folder }.
deed-refused = Refusé : { $asked } (« { $about } » : { $rule }).
deed-refused-both = Refusé : { $asked } (« { $reference } », bi-clé « { $key } » : { $rule }).
deed-refused-whole = Refusé : { $asked } ({ $rule }).
deed-opening-refused = Ouverture de la consultation « { $reference } » refusée : { $reason }.
deed-reason = Motif : { $reason }.
deed-by = Par { $who }.

journal-whole-registry = { $count ->
    [one] le journal du registre est intact : { $entries } entrée.
   *[other] le journal du registre est intact : { $entries } entrées.
}
journal-follows-registry = { $count ->
    [one] ce que contient le journal du registre s'enchaîne : { $entries } entrée.
   *[other] ce que contient le journal du registre s'enchaîne : { $entries } entrées.
}

deed-asked-key-created = création d'une bi-clé
deed-asked-key-imported = ajout d'une bi-clé
deed-asked-key-located = ajout d'une clé privée
deed-asked-key-renamed = changement de nom d'une bi-clé
deed-asked-key-retired = retrait d'une bi-clé
deed-asked-key-deleted = suppression d'une bi-clé
deed-asked-key-restored = retour d'une bi-clé supprimée
deed-asked-key-purged = destruction d'une bi-clé supprimée
deed-asked-consultation-created = création d'une consultation
deed-asked-consultation-assigned = affectation à une consultation
deed-asked-consultation-unassigned = retrait d'une affectation
deed-asked-consultation-launched = lancement d'une consultation
deed-asked-consultation-closed = clôture d'une consultation
deed-asked-consultation-import = reprise d'une liste de consultations

deed-rule-name-taken = nom déjà pris
deed-rule-key-known = certificat déjà dans le registre
deed-rule-key-needed = une consultation non close au moins en a besoin
deed-rule-not-confirmed = la confirmation n'est pas son nom
deed-rule-already-retired = déjà retirée
deed-rule-key-retired = une bi-clé retirée ne s'affecte pas
deed-rule-emergency-key = une bi-clé de secours ne s'affecte pas
deed-rule-private-held = clé privée déjà présente
deed-rule-own-file = fichier du registre lui-même
deed-rule-reference-taken = référence déjà prise
deed-rule-assignment-final = affectation définitive
deed-rule-closed = déjà close
deed-rule-closes-early = avant la date limite ou sans ouverture, il faut un motif et une confirmation
deed-rule-kept-aside = encore gardée de côté
deed-rule-nothing-assigned = aucune bi-clé affectée
deed-rule-not-assigned = la bi-clé n'est pas affectée ainsi
deed-rule-roll-not-taken = des lignes ne peuvent pas être reprises
deed-rule-not-fit = elle n'est pas prête à être lancée

deed-opening-started = Ouverture commencée dans { $folder }.
deed-opening-ended = Ouverture terminée dans { $folder }.
deed-opening-failed = Ouverture arrêtée par une erreur dans { $folder }.
consultation-opening-without-end = ouverture commencée le { $at } dans { $folder }, sans fin inscrite
desk-not-confirmed = « { $given } » ne confirme pas « { $name } » : rien n'a été fait.
desk-not-confirmed-hint = saisissez exactement ce qui est à confirmer.
