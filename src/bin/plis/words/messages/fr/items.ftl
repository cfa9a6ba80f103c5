# Ce qu'il est advenu d'un pli, et que faire ensuite. Un message par code, un `-hint` à côté.

item-opened = ouvert avec « { $key } ».
item-opened-expired = ouvert avec « { $key } », dont le certificat a expiré le { $ended } : il ouvre toujours.
item-opened-emergency = ouvert avec la bi-clé de secours « { $key } ».
item-opened-emergency-expired = ouvert avec la bi-clé de secours « { $key } », dont le certificat a expiré le { $ended } : il ouvre toujours.
item-opened-unnamed = ouvert.
item-already-opened = ouvert lors d'un passage précédent ; vérifié de nouveau et conservé.
item-already-opened-with = ouvert lors d'un passage précédent avec « { $key } » ; vérifié de nouveau et conservé.
item-already-opened-emergency = ouvert lors d'un passage précédent avec la bi-clé de secours « { $key } » ; vérifié de nouveau et conservé.
item-openable = s'ouvrirait avec « { $key } ».
item-openable-emergency = s'ouvrirait avec la bi-clé de secours « { $key } ».
item-openable-unnamed = s'ouvrirait.
item-cancelled = non traité : l'ouverture a été interrompue.
item-cancelled-hint = relancez la même commande : elle reprend où elle s'est arrêtée.
item-trailing = { $count ->
    [one] un octet après la fin du pli a été laissé de côté.
   *[other] { $octets } octets après la fin du pli ont été laissés de côté.
}
item-unlisted = absent du registre des dépôts : rien ne dit quand il a été déposé.
item-listed-as = le registre le nomme « { $path } ».
item-renamed = son fichier est « { $output } » : tous les systèmes n'acceptent pas le nom du pli, ou ils en confondent deux.
item-accepted = accepté malgré son cas ({ $cases }), voir le motif.

item-before-deadline = la date limite de remise n'est pas passée.
item-before-deadline-hint = attendez la date limite ; une répétition est permise avant elle (--dry-run).
item-late-unknown = déposé hors délai.
item-late = déposé hors délai : l'envoi s'est terminé le { $ended }, la date limite était le { $deadline }.
item-late-hint = les dépôts hors délai sont conservés sans être ouverts. Pour les ouvrir malgré tout : --accept late avec --reason.
item-late-minute = peut-être hors délai : l'envoi s'est terminé le { $ended } selon le registre, qui ne donne pas les secondes, et la date limite, le { $deadline }, est dans cette minute.
item-late-minute-hint = demandez à la plateforme l'heure du dépôt à la seconde. S'il est à temps : corrigez le registre, ou --accept late avec --reason.
item-to-the-minute = le registre ne donne pas les secondes de ce dépôt, fait dans la minute de la date limite.
item-withdrawn = retiré par l'entreprise.
item-withdrawn-hint = rien à faire ; pour l'ouvrir malgré tout : --accept withdrawn avec --reason.
item-superseded-unknown = remplacé par un dépôt plus récent de la même entreprise.
item-superseded = remplacé par un dépôt plus récent de la même entreprise ({ $pli }).
item-superseded-hint = seul le dernier dépôt reçu dans les délais est ouvert. Pour ouvrir aussi celui-ci : --accept superseded avec --reason.
item-set-aside = écarté au registre des dépôts.
item-set-aside-hint = rien à faire, sauf erreur du registre : corrigez sa colonne « etat » et relancez.
item-other-envelope = enveloppe d'une autre nature que celles demandées.
item-anonymat = enveloppe d'anonymat : elle ne s'ouvre que si on la demande par son nom.
item-other-envelope-hint = pour ouvrir ces enveloppes, nommez leur nature avec --envelope.
item-output-exists = un autre fichier porte déjà ce nom : { $output }. Il a été laissé intact.
item-output-exists-hint = déplacez ce fichier, ou choisissez un autre dossier de sortie, puis relancez.
item-output-collision = un autre pli, { $input }, donnerait le même fichier, { $output } : aucun des deux noms n'est sûr.
item-output-collision-hint = renommez l'un des deux (dans la colonne « nom » du registre des dépôts, s'il y en a un), ou ouvrez-les dans deux dossiers.
item-ambiguous-row = plusieurs fichiers ou plusieurs lignes se ressemblent ({ $paths }) : on ne peut pas dire quel fichier est celui de cette ligne.
item-ambiguous-file = le registre désigne peut-être ce fichier par un autre nom ({ $paths }) : on ne peut pas dire quelle ligne est la sienne.
item-ambiguous-hint = corrigez dans le registre le chemin de ces fichiers (colonne « fichier ») ou leur empreinte, puis relancez.

item-no-matching-key = aucune des bi-clés disponibles n'est destinataire de ce pli. Il est chiffré pour { $recipients }. Bi-clés disponibles : { $held }.
item-no-matching-key-short = aucune bi-clé disponible n'en est destinataire ; chiffré pour { $recipients }.
item-no-matching-key-emergency = seule la bi-clé de secours « { $key } » ouvre ce pli, et son emploi n'a pas été autorisé. Il est chiffré pour { $recipients }.
item-other-issuer = une bi-clé disponible porte le numéro de série { $serial }, mais les émetteurs diffèrent : le pli nomme « { $named } », le certificat dit « { $held } ».
item-no-matching-key-hint = retrouvez le fichier de la bi-clé dont le certificat porte un de ces émetteurs et numéros de série, et donnez-le avec --key. Une bi-clé a été renouvelée ? C'est l'ancienne qu'il faut.
item-no-matching-key-emergency-hint = pour employer la bi-clé de secours, dites pourquoi avec --reason.
item-no-recipient = personne
item-recipient-issuer = un certificat qui se dit émis par « { $issuer } », n° de série { $serial }
item-recipient-ski = identifiant de clé { $ski }
item-recipient-other = un destinataire d'un autre type ({ $kind })
item-held-key = « { $name } » ({ $issuer }, n° de série { $serial })
item-held-key-ski = « { $name } » ({ $issuer }, n° de série { $serial }, identifiant de clé { $ski })
item-no-held-key = aucune
item-list-separator = {" ; "}
item-list-more = { $shown } ; et { $more } de plus

item-corrupted = le pli est endommagé ou a été modifié : il ne passe pas ses contrôles.
item-corrupted-at = le pli est endommagé : sa structure est fausse à l'octet { $offset }.
item-corrupted-hint = téléchargez-le de nouveau et relancez la même commande. Si rien ne change, comparez son SHA-256 avec l'accusé de réception : un fichier conforme au dépôt était endommagé avant l'envoi.
item-corrupted-intact-hint = le fichier est exactement celui qui a été déposé (même SHA-256 qu'au dépôt) : le dommage est antérieur à l'envoi. Prévenez l'entreprise ; la copie de sauvegarde peut s'appliquer.
item-truncated = le pli est incomplet : il s'arrête trop tôt.
item-truncated-hint = téléchargez-le de nouveau et relancez la même commande. Si rien ne change, comparez sa taille et son SHA-256 avec l'accusé de réception.
item-truncated-intact-hint = le fichier est exactement celui qui a été déposé (même SHA-256 qu'au dépôt) : il a été coupé avant l'envoi. Prévenez l'entreprise ; la copie de sauvegarde peut s'appliquer.
item-altered-unknown = le fichier n'est pas celui qui a été déposé : son SHA-256 diffère de celui du registre.
item-altered = le fichier n'est pas celui qui a été déposé : son SHA-256 est { $found }, celui du registre { $expected }.
item-altered-plaintext = le fichier ouvert n'est pas celui qui a été scellé : son SHA-256 est { $found }, celui du registre { $expected }.
item-altered-hint = téléchargez-le de nouveau depuis la plateforme. Si rien ne change, conservez le fichier comme preuve ; pour l'ouvrir malgré tout : --accept altered avec --reason.
item-not-an-envelope = ce fichier n'est pas un pli chiffré : il a peut-être été déposé en clair.
item-not-an-envelope-hint = regardez le fichier lui-même : si l'entreprise l'a déposé en clair, aucune clé n'est nécessaire. Conservez-le tel que reçu.
item-empty = ce fichier est vide : il n'y a rien à ouvrir.
item-empty-hint = comparez sa taille avec celle que la plateforme indique, et téléchargez-le de nouveau.
item-empty-intact-hint = le fichier est exactement celui qui a été déposé (même SHA-256 qu'au dépôt) : il a été déposé vide. Conservez-le tel que reçu.
item-unsupported = le pli emploie un algorithme qui n'est pas lu : { $algorithm }.
item-unsupported-unknown = le pli emploie un algorithme qui n'est pas lu.
item-other-message = ce fichier est un message CMS d'un autre type, { $name } ({ $oid }), et non un pli chiffré pour des bi-clés.
item-other-message-hint = conservez-le tel qu'il a été reçu, et demandez à l'entreprise ou au support de votre plateforme comment il a été fait.
item-signed-envelope = ce fichier est une signature, SignedData ({ $oid }), autour d'un pli : le pli est à l'intérieur.
item-signed-envelope-hint = sortez le pli de la signature (openssl cms -verify -noverify -inform DER -in FICHIER -out PLI), puis ouvrez-le.
item-container = ce fichier n'est pas un pli mais un contenant, { $name } : ce qui s'y trouve n'a pas été regardé.
item-container-hint = sortez ce qu'il contient dans un dossier, puis ouvrez ce dossier. Conservez le fichier tel qu'il a été reçu.
item-container-locked = ce fichier n'est pas un pli mais un contenant protégé par un mot de passe, { $name } : ce qui s'y trouve n'a pas été regardé.
item-container-locked-hint = demandez le mot de passe à l'entreprise, sortez ce que le fichier contient dans un dossier, puis ouvrez ce dossier. Conservez le fichier tel qu'il a été reçu.
item-credential = ce fichier n'est pas un pli mais { $what } : aucune offre ne s'y trouve, ni en clair ni chiffrée.
item-credential-hint = si c'est l'une de vos bi-clés, sortez-la des dépôts : elle ouvre les plis avec --key. Si le fichier a été déposé, conservez-le tel qu'il a été reçu et cherchez le pli lui-même sur la plateforme.
credential-key-file = un fichier de clés (.p12, .pfx, .jks)
credential-private-key = une clé privée
credential-public-key = une clé publique
credential-certificate = un certificat
credential-certificate-request = une demande de certificat
credential-revocation-list = une liste de certificats révoqués
item-several = ce fichier contient { $count } pièces : aucune n'a été ouverte, pour qu'aucune ne se perde.
item-several-hint = enregistrez chaque pièce jointe, ou chaque message, dans un fichier à part, puis ouvrez ces fichiers.
item-unsupported-hint = transmettez cet identifiant au support de votre plateforme : le pli a été fait par un outil hors des règles habituelles.
item-missing-block = { $count ->
    [one] il manque le bloc { $numbers } de ce fichier.
   *[other] il manque les blocs { $numbers } de ce fichier.
}
item-missing-block-unknown = il manque un bloc de ce fichier.
item-missing-block-hint = téléchargez de nouveau le pli entier : un fichier ne s'ouvre que si tous ses blocs sont là.
item-duplicate-block = { $count ->
    [one] le bloc { $numbers } de ce fichier figure deux fois.
   *[other] les blocs { $numbers } de ce fichier figurent deux fois.
}
item-duplicate-block-unknown = un bloc de ce fichier figure deux fois.
item-duplicate-block-hint = gardez un seul fichier par bloc dans le registre des dépôts, puis relancez.
item-missing-file = inscrit au registre des dépôts, mais le fichier est absent.
item-missing-file-hint = téléchargez-le depuis la plateforme dans le dossier du registre, puis relancez.
item-too-large = le pli dépasse une limite : { $limit }, au plus { $value }.
item-too-large-unknown = le pli dépasse une limite.
item-too-large-hint = aucun outil courant ne fait un tel pli : demandez au support de votre plateforme d'où il vient (plis inspect --limits montre les limites), et conservez-le tel que reçu.
item-mechanism = l'appareil qui garde la clé privée, « { $device } », n'offre pas ce dont ce pli a besoin : { $mechanism }.
item-mechanism-hint = le pli n'est pas en cause : ouvrez-le avec la même clé depuis son fichier, avec la clé de secours, ou avec un appareil qui offre cette opération.
item-key-unavailable = l'appareil qui garde la clé privée, « { $device } », n'a pas fait sa part : { $fault }.
item-key-unavailable-unknown = l'appareil qui garde la clé privée n'a pas fait sa part.
item-key-unavailable-hint = le pli n'est pas en cause : vérifiez que l'appareil est branché et répond (plis key prove), puis relancez : ce qui est fait est conservé.
device-gone = il n'est plus là
device-silent = il ne répond pas
device-refused = il ne laisse pas employer la clé
device-failed = il a échoué
device-said = { $fault } ({ $code })
item-unreadable = le fichier est illisible : { $error }.
item-unreadable-unknown = le fichier est illisible.
item-unreadable-hint = vérifiez le disque ou le lecteur réseau et vos droits, puis relancez.
item-write-failed = le fichier ouvert n'a pas pu être écrit : { $error }.
item-write-failed-unknown = le fichier ouvert n'a pas pu être écrit.
item-write-failed-hint = vérifiez l'espace libre et vos droits dans le dossier de sortie, puis relancez : ce qui est fait est conservé.
item-remedy = { $remedy } Puis relancez : ce qui est fait est conservé.
item-internal = un défaut de ce programme a arrêté ce pli ; les autres n'ont pas été touchés.
item-internal-hint = relancez ; si cela se répète, essayez --crypto rust-crypto et signalez le défaut avec cette ligne d'opening.json.

status-opened = ouvert
status-already-opened = déjà ouvert
status-openable = s'ouvrirait
status-refused = laissé fermé
status-failed = non ouvert
status-cancelled = non traité

integrity-authenticated = vérifiée
integrity-padding-only = non vérifiable

case-late = hors délai
case-superseded = remplacé
case-withdrawn = retiré
case-altered = modifié

kind-candidature = Candidature
kind-offre = Offre
kind-offre-technique = Offre technique
kind-anonymat = Anonymat

role-entity = d'entité
role-emergency = de secours
