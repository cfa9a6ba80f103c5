# Ce qui refuse ou arrête une commande.

error-exists = { $path } existe déjà : rien n'est écrasé.
error-exists-hint = choisissez un autre nom ou un autre dossier, ou déplacez ce fichier.

run-before-deadline = rien ne peut être ouvert avant la date limite, le { $deadline }. Encore { $left } à attendre. Cette tentative est inscrite au journal.
run-before-deadline-hint = pour vérifier bi-clés et mots de passe avant la date limite, répétez avec --dry-run ; pour ouvrir dès qu'elle sera passée, lancez la commande avec --wait.
run-clock-ahead = l'heure donnée à la main (--now), le { $given }, est en avance sur l'horloge du système, le { $system } : rien ne s'ouvre à une heure qui n'est pas encore venue. Cette tentative est inscrite au journal.
run-clock-ahead-hint = retirez --now, ou répétez avec --dry-run, qui n'ouvre rien.
run-two-deadlines = deux dates limites différentes sont données : le { $first }, et le { $second }.
run-two-deadlines-hint = corrigez celle qui est fausse, ou retirez --deadline.
run-no-motif-emergency = une bi-clé de secours ne s'emploie qu'avec un motif, et aucun n'est donné. Rien n'a été ouvert.
run-no-motif-accept = --accept ouvre ce qui est refusé par défaut, seulement avec un motif, et aucun n'est donné. Rien n'a été ouvert.
run-no-motif-hint = dites pourquoi avec --reason "..." ; le motif est inscrit au journal et au procès-verbal.
run-output-hint = vérifiez que le dossier existe, que vous pouvez y écrire et que le disque n'est pas plein ; puis relancez : ce qui est fait est conservé.
run-output-is-root = { $path } est à la fois le dossier des plis et celui des fichiers ouverts. Rien n'a été ouvert.
run-output-is-root-hint = donnez avec -o un autre dossier ; il peut être dans celui des plis.
run-locked = une autre ouverture travaille dans { $path }.
run-locked-hint = attendez qu'elle se termine, ou choisissez un autre dossier de sortie.
run-name-taken = { $path } est là et ne vient pas d'une ouverture précédente : rien n'est écrasé.
run-name-taken-hint = choisissez un autre dossier de sortie, ou déplacez ce fichier.

team-no-groups = ce système n'a pas de groupes d'utilisateurs à qui donner des fichiers.
team-no-groups-hint = retirez --group, et réglez les autorisations du dossier dans ses propriétés.
team-unknown = aucun groupe ne s'appelle { $name } dans /etc/group. Rien n'a été ouvert.
team-unknown-hint = vérifiez son nom ; pour un groupe d'annuaire (LDAP, Active Directory), donnez son numéro, que montre « getent group NOM ».
team-not-in = vous n'êtes pas dans le groupe { $group } : ce qui est ouvert ne peut lui être donné. Rien n'a été ouvert.
team-not-in-hint = faites-vous ajouter à ce groupe, reconnectez-vous (« id » montre vos groupes), puis relancez ; ou choisissez un autre dossier de sortie, sans --group.
team-of-others = { $path } est destiné à un autre groupe, { $group }. Rien n'a été ouvert.
team-of-others-hint = retirez --group pour garder ce groupe, ou choisissez un autre dossier de sortie.
team-private = ce qui a déjà été ouvert dans { $path } a été gardé pour son seul propriétaire. Rien n'a été ouvert.
team-private-hint = choisissez un nouveau dossier de sortie pour le groupe, ou retirez --group.
team-not-given = { $path } ne peut être donné au groupe { $group } : { $error }. Rien n'a été ouvert.
team-not-given-hint = le dossier doit être à vous, sur un disque qui conserve groupes et droits : ni clé USB, ni FAT ou exFAT, ni certains partages. Choisissez-en un autre, ou retirez --group.

unit-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
unit-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
unit-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
unit-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}

seal-no-recipient = il n'y a aucun destinataire.
seal-no-key-identifier = un certificat n'a pas d'identifiant de clé.
seal-key-not-used = un certificat n'a ni clé RSA, ni clé des courbes P-256, P-384, P-521 ou X25519, ni clé ML-KEM ({ $algorithm }) : on ne peut pas chiffrer de plis pour lui.
seal-oaep-only = un certificat est celui d'une clé réservée à RSAES-OAEP : --key-transport rsaes-pkcs1-v1_5 ne peut pas servir pour lui.
seal-oaep-only-hint = laissez le transport par défaut, ou choisissez une variante oaep.
seal-key = la clé publique d'un certificat est inutilisable.
seal-cipher = cet algorithme n'est jamais écrit : { $cipher }.
seal-changed = { $path } a changé pendant sa lecture : rien n'a été écrit.
seal-changed-hint = fermez le programme qui l'écrit, puis relancez.
seal-random = le système n'a pas donné de nombres aléatoires : { $error }.

journal-damaged = le journal { $file } a été modifié ou est endommagé, à la ligne { $line } : { $what }.
journal-damaged-hint = conservez le fichier tel quel : c'est une preuve. Comparez-le avec une sauvegarde ; rien de ce qui suit cette ligne n'est sûr.
journal-torn = la dernière ligne n'a pas de fin, comme après une coupure de courant
journal-not-an-entry = ce n'est pas une entrée de journal
journal-edited = la ligne a été modifiée
journal-out-of-order = l'entrée { $found } est là où l'entrée { $expected } devrait être : une ligne a été retirée, ajoutée ou déplacée
journal-broken-link = elle ne suit pas la ligne précédente : l'une des deux a été récrite
journal-ends-early = il a { $found } entrées, le rapport en annonce { $expected } : la fin a été retirée
journal-another-head = sa chaîne est entière, mais ce n'est pas celle dont parle le rapport
journal-too-long = la ligne dépasse { $limit } octets

report-unreadable = { $path } n'est pas le rapport d'une ouverture : { $error }.
report-unreadable-hint = donnez le dossier d'une ouverture : celui qui contient opening.json.

## Ce que le système dit, et ce qu'on peut y faire.
system-not-found = fichier ou dossier introuvable
system-denied = accès refusé
system-account = le partage n'accepte pas ce compte ou son mot de passe
system-not-permitted = le système l'interdit, quels que soient les droits
system-foreign = un dossier ou un fichier y appartient à un autre utilisateur
system-open-to-others = d'autres que vous peuvent y écrire
system-read-only = le disque est en lecture seule
system-full = le disque est plein
system-quota = le quota de disque est atteint
system-too-large = il est trop grand
system-exists = ce nom est déjà pris
system-name-too-long = le nom est trop long
system-bad-name = ce disque refuse un caractère du nom
system-is-folder = c'est un dossier
system-not-folder = un des noms du chemin n'est pas un dossier
system-not-regular = ce n'est ni un fichier ni un dossier (tube, périphérique)
system-link = un lien, qui n'est jamais suivi
system-link-loop = c'est un lien, et les liens ne sont pas suivis
system-in-use = un autre programme l'utilise
system-too-many-files = trop de fichiers ouverts
system-device = erreur du disque ou du réseau
system-gone = le disque ou le partage n'est plus là
system-network = le réseau ne répond pas
system-ended = il se termine trop tôt
system-no-memory = la mémoire est pleine
system-unsupported = ce disque ne sait pas le faire
system-nothing = il n'y a rien à lire
system-no-terminal = il n'y a pas de terminal
system-other = le système a refusé (erreur { $code })
system-unknown = le système a refusé, sans dire pourquoi
remedy-not-found = vérifiez le chemin, et que le disque ou le partage est bien connecté.
remedy-denied = vérifiez vos droits sur ce fichier et sur les dossiers où il se trouve.
remedy-account = reconnectez le partage avec votre nom et votre mot de passe : ils ont pu changer, ou la session se terminer.
remedy-not-permitted = un attribut du fichier, le format du disque ou une règle du poste l'interdit : choisissez un autre dossier, ou demandez à qui gère le poste.
remedy-foreign = choisissez un dossier à vous ; celui qui a mis celui-ci à cet endroit peut l'enlever.
remedy-open-to-others = retirez aux autres le droit d'y écrire (chmod go-w), ou choisissez un dossier à vous.
remedy-read-only = choisissez un autre disque, ou rendez celui-ci inscriptible (verrou de la carte, montage en lecture seule).
remedy-full = libérez de la place, ou choisissez un autre disque.
remedy-quota = supprimez ce qui ne sert plus dans votre espace, ou demandez-en davantage.
remedy-too-large = le format du disque a une taille limite (4 Go pour FAT32) : choisissez un disque d'un autre format.
remedy-exists = choisissez un autre nom ou un autre dossier.
remedy-name-too-long = raccourcissez le nom, ou choisissez un dossier dont le chemin est plus court.
remedy-bad-name = renommez-le sans les signes : ? " * < > | \ et sans espace ni point à la fin, ou choisissez un autre disque.
remedy-is-folder = donnez un fichier.
remedy-not-folder = vérifiez le chemin : un fichier porte le nom d'un dossier.
remedy-not-regular = donnez un fichier ordinaire.
remedy-link = donnez le fichier lui-même, non le lien qui y mène.
remedy-link-loop = donnez le fichier ou le dossier lui-même, non le lien qui y mène.
remedy-in-use = fermez le programme qui l'utilise (tableur, synchronisation, antivirus).
remedy-too-many-files = fermez d'autres programmes, ou relancez avec --jobs 1.
remedy-device = le disque ou la liaison est défaillant : essayez depuis un autre disque, et mettez à l'abri ce qui se lit encore.
remedy-gone = reconnectez le disque ou le partage.
remedy-network = vérifiez le réseau, puis reconnectez le partage.
remedy-ended = il a pu être mal copié : copiez-le ou téléchargez-le de nouveau.
remedy-no-memory = fermez d'autres programmes, ou relancez avec --jobs 1.
remedy-unsupported = choisissez un autre disque.

## What a limit counts.
limit-recipients = nombre de destinataires
limit-header = octets d'en-tête
limit-nesting = niveaux d'imbrication
limit-attributes = octets d'attributs
limit-gcm-content = octets d'un contenu AES-GCM
limit-integer = octets d'un nombre de l'en-tête
limit-name = octets d'un nom que l'on compare
limit-text = octets de texte avant un message
limit-shown-recipients = destinataires montrés par ligne
limit-key-file = octets du fichier de clé
limit-iterations = itérations du mot de passe pour une clé
limit-key-work = travail demandé pour le mot de passe, en tout
limit-scrypt-memory = octets de mémoire demandés par scrypt
limit-token-patience = secondes qu'un jeton peut mettre à une opération
limit-rsa-bits = bits de la clé RSA
limit-register = octets du registre
limit-rows = lignes d'un registre
limit-spreadsheet = octets d'un tableur décompressé
limit-xml-node = octets d'un seul texte ou d'une seule balise d'un tableur
limit-cells = cellules d'une feuille
limit-cell-text = octets de texte d'une feuille
limit-journal-line = octets d'une ligne de journal
limit-archive-entries = fichiers dans une archive
limit-archive-directory = octets de la liste de ce que contient une archive
limit-archive-name = octets d'un nom dans une archive
limit-archive-ratio = octets décompressés d'un octet d'une archive

run-keys-tied = { $count ->
    [one] une bi-clé donnée sert à une consultation dont la date limite n'est pas passée : { $names }. Rien n'a été ouvert. Cette tentative est inscrite au journal.
   *[other] les bi-clés données servent à des consultations dont la date limite n'est pas passée : { $names }. Rien n'a été ouvert. Cette tentative est inscrite au journal.
}
run-keys-tied-hint = dites quelle consultation vous ouvrez (--consultation RÉFÉRENCE), ou sa date limite (--deadline).
report-none = aucune ouverture ne s'est terminée dans { $path }.
report-none-hint = relancez l'ouverture dans ce dossier, puis redemandez le procès-verbal.
why-not-a-key-file = ce n'est pas un fichier de clé
why-no-private-key = il ne contient pas de clé privée
why-key-not-used = sa clé n'est ni une clé RSA, ni une clé des courbes P-256, P-384, P-521 ou X25519, ni une clé ML-KEM ({ $oid })
why-no-certificate = il manque le certificat de sa clé privée
why-certificate = son certificat est illisible : { $why }
why-windows-accounts = il est protégé pour des comptes Windows, et non par un mot de passe
why-mac-key = son contrôle d'intégrité a une clé de { $octets } octets, qui ne prouve rien
why-malformed = il est endommagé : { $what }
why-unsupported = il est protégé par un algorithme que plis ne connaît pas ({ $oid })
why-key-size = sa clé a { $bits } bits
why-inconsistent = sa clé privée est endommagée
why-no-random = le système ne donne pas de nombres aléatoires
why-not-encodable = une valeur est trop grande pour un fichier de clé
