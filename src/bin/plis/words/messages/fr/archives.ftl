## Les archives .zip : ce qui empêche d'en lire une, ou un fichier qui s'y trouve.

archive-no-directory = cette archive est incomplète : la liste de ce qu'elle contient, qui est à sa fin, manque.
archive-directory = cette archive est endommagée : la liste de ce qu'elle contient ne se lit pas, ou ne correspond pas à ce qui s'y trouve.
archive-cut-off = l'archive s'arrête avant la fin de ce fichier.
archive-size = ce fichier n'a pas la taille que l'archive annonce.
archive-checksum = ce fichier ne passe pas le contrôle de l'archive : il est endommagé.
archive-packing = ce fichier ne se décompresse pas : l'archive est endommagée.
archive-overlapping = l'archive donne les octets de ce fichier à un autre aussi : il n'a pas été lu.
archive-download-hint = téléchargez de nouveau l'archive et relancez la même commande. Si rien ne change, demandez au support de votre plateforme de la refaire.
archive-encrypted = ce fichier est protégé par un mot de passe dans l'archive : il n'a pas été lu.
archive-encrypted-hint = sortez les fichiers de l'archive dans un dossier avec son mot de passe, puis ouvrez ce dossier.
archive-method = l'archive comprime ce fichier par une méthode qui n'est pas lue (n° { $method }).
archive-method-hint = sortez les fichiers de l'archive dans un dossier avec le programme qui l'a faite, puis ouvrez ce dossier.
archive-name = le nom de ce fichier désigne un endroit hors de l'archive : il n'a pas été lu.
archive-name-hint = aucun outil courant n'écrit un tel nom : demandez au support de votre plateforme d'où vient l'archive, et conservez-la telle que reçue.
archive-duplicate = l'archive contient plusieurs fichiers de ce nom : on ne peut pas dire lequel est le pli.
archive-duplicate-hint = demandez au support de votre plateforme une archive où chaque fichier a son nom, ou téléchargez ces plis un par un.
archive-changed = l'archive a été remplacée ou modifiée pendant l'ouverture.
archive-changed-hint = relancez la même commande quand plus rien ne modifie l'archive.
archive-closed = ce fichier n'est pas un pli mais une archive .zip, qui n'a pas été parcourue : rien ne s'y reconnaît comme un pli, elle contient trop de fichiers, ou elle est elle-même dans une archive.
archive-closed-hint = si elle contient des plis, donnez-la elle-même à plis open, hors de toute archive. Conservez le fichier tel qu'il a été reçu.
