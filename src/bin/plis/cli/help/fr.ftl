# Textes d'aide. Identifiants : voir src/bin/plis/args/help.rs.

heading-usage = Utilisation :
heading-commands = Commandes{"\u00a0"}
heading-arguments = Arguments{"\u00a0"}
heading-options = Options{"\u00a0"}
heading-global = Options communes{"\u00a0"}
note-values = au choix :
note-default = par défaut :

value-command = COMMANDE
value-path = CHEMIN
value-dir = DOSSIER
value-file = FICHIER
value-cert = CERT
value-ref = RÉF
value-source = SOURCE
value-instant = INSTANT
value-zone = FUSEAU
value-kind = NATURE
value-case = CAS
value-text = TEXTE
value-name = NOM
value-new = NOUVEAU
value-n = N
value-duration = DURÉE
value-format = FORMAT
value-library = BIBLIOTHÈQUE
value-group = GROUPE
value-lang = LANGUE
value-when = QUAND
value-cipher = ALGORITHME
value-transport = ALGORITHME
value-dialect = DIALECTE
value-hash = EMPREINTE
value-url = ADRESSE
value-shell = SHELL
value-cn = CN
value-role = RÔLE
value-entity = ENTITÉ
value-bits = BITS
value-days = JOURS
value-scheme = PROCÉDÉ
value-algorithm = ALGORITHME
value-title = TITRE
value-key = BI-CLÉ
value-lot = LOT
value-columns = COLONNES
value-word = MOT
value-severity = GRAVITÉ

about-plis = Ouvre des lots de plis chiffrés, garde les bi-clés qui les ouvrent, et rend compte de ce qui s'est passé.
after-plis = Un mot de passe n'est jamais donné en argument, mais par sa SOURCE : env:VARIABLE, file:CHEMIN, fd:NUMÉRO ou prompt.
    Codes de retour : 0 fait, 1 échec, 2 saisie, 3 partiel, 4 pas de clé utilisable, 5 refusé par une règle, 6 verrouillé, 20 et 21 constats d'audit, 130 interrompu.

arg-help = Affiche cette aide
arg-version = Affiche la version
arg-lang = Langue des messages et du procès-verbal (sinon celle du système, sinon le français)
arg-home = Dossier du registre (sinon PLIS_HOME, sinon le dossier de données du système)
arg-registry = Où est le registre : postgres://COMPTE@HÔTE/BASE, ou un dossier (sinon PLIS_REGISTRY)
arg-quiet = N'affiche que les erreurs
arg-verbose = Affiche plus de détails
arg-color = Couleurs ; la variable NO_COLOR les retire
arg-now = Juge à cet instant plutôt qu'à l'heure de l'horloge
arg-format = Ce qui est écrit sur la sortie standard
arg-crypto = Bibliothèque cryptographique ; rust-crypto donne un second avis sur le même pli
arg-password = Où lire le mot de passe : env:VARIABLE, file:CHEMIN, fd:NUMÉRO ou prompt
arg-share = Parts déchiffrées d'une bi-clé partagée, un fichier par part ; aussi fd:NUMÉRO
arg-exportable = Dans le magasin, la clé privée pourra en être exportée
arg-strong-protection = Windows demande votre accord à chaque emploi de la clé

about-open = Ouvre tous les plis trouvés sous les chemins donnés
after-open = Écrit dans DOSSIER : plis/ (les fichiers ouverts), opening.json (le rapport), journal.jsonl (le journal) et proces-verbal.html (le procès-verbal). Relancée après une interruption, la commande n'ouvre que ce qui manque.
    Exemple : plis open depots --key entite.p12 --password prompt -o ouverture
arg-open-paths = Fichiers, dossiers et archives .zip à ouvrir ; dossiers et archives sont parcourus
arg-open-output = Dossier où écrire ; créé s'il manque, repris s'il contient un journal
arg-open-key = Fichier de bi-clé d'entité (.p12, .pfx, .pem), adresse de sa clé sur un jeton (pkcs11:token=...;object=...) ou dans le magasin de certificats de Windows (store:EMPREINTE)
arg-open-emergency-key = Fichier de bi-clé de secours, utilisé seulement pour un pli qu'aucune bi-clé d'entité n'ouvre ; exige --reason
arg-open-consultation = Prend bi-clés, date limite et entité dans le registre
arg-open-password = Où lire les mots de passe et codes PIN, une fois pour toutes les clés ou une fois par clé, dans l'ordre
arg-open-register = Registre des dépôts (.csv, .json, .xlsx, .ods)
arg-columns = Intitulés du registre à prendre pour ces colonnes : nom=Intitulé,fichier=Chemin
arg-open-deadline = Rien n'est ouvert avant cet instant (date limite de remise)
arg-open-timezone = Fuseau d'une date limite locale (Europe/Paris sauf indication)
arg-open-envelope = Seulement ces enveloppes : candidature, offre, offre-technique, anonymat
arg-open-accept = Ouvre aussi ces cas, refusés par défaut ; exige --reason
arg-open-reason = Le motif, inscrit au journal et au procès-verbal
arg-open-opener = Qui ouvre ; nommé au procès-verbal
arg-open-dry-run = Répétition : associe plis et bi-clés, éprouve les bi-clés, vérifie la place, ne déchiffre aucun contenu ; permise avant la date limite
arg-open-wait = Attend la date limite, puis ouvre ; aucune bi-clé n'est lue d'ici là
arg-open-allow-empty = N'avoir aucun pli à ouvrir est admis (0 plutôt que 3)
arg-open-jobs = Nombre de fils d'exécution (tous les cœurs sauf indication)
arg-open-tsa = Autorité d'horodatage (RFC 3161) à qui demander d'attester l'heure à la fin (http:// ou https://) ; sans elle, l'ouverture est la même
arg-open-group = Groupe dont les membres peuvent lire ce qui est écrit (nom ou numéro) ; par défaut, le seul propriétaire
arg-open-shard = La part de cette machine : son numéro à partir de 0 et le nombre de parts (2/4), ou auto sous Slurm ou Kubernetes ; puis plis gather

about-gather = Réunit ce que plusieurs machines ont ouvert, en un seul rapport et un seul procès-verbal
after-gather = À lancer une fois, quand toutes les parts (plis open --shard) sont ouvertes. Ne déchiffre rien et ne demande aucune bi-clé ; interrompue, la commande se relance.
    Exemple : plis gather ouverture
arg-gather-folder = Dossier nommé par -o lors de l'ouverture des parts
arg-gather-allow-empty = N'avoir aucun pli à ouvrir est admis (0 plutôt que 3)
arg-gather-group = Groupe dont les membres peuvent lire ce qui est écrit (nom ou numéro)

about-inspect = Montre ce que les plis disent sans aucune clé : structure, destinataires, algorithmes, tailles
arg-inspect-paths = Plis, dossiers ou archives .zip de plis
arg-inspect-limits = Montre les limites auxquelles est tenu tout ce qui est lu

about-seal = Chiffre des fichiers pour des certificats
after-seal = Exemple : plis seal offre.pdf --to entite.cer secours.cer -o scelles
arg-seal-files = Fichiers à chiffrer
arg-seal-to = Certificats destinataires (.cer, .crt, .pem, .p7b)
arg-seal-consultation = Chiffre pour les certificats de cette consultation du registre
arg-seal-output = Dossier où écrire
arg-seal-cipher = Algorithme de chiffrement du contenu
arg-seal-key-transport = Algorithme de transport de clé
arg-seal-pem = Écrit du PEM plutôt que du DER

about-key = La vie des bi-clés
about-key-new = Génère une bi-clé, gardée dans le registre
about-key-import = Ajoute au registre des fichiers de clés existants
about-key-export = Écrit une bi-clé, ou son certificat, dans un fichier
about-key-list = Liste les bi-clés : d'entité, puis de secours
about-key-show = Montre une bi-clé
about-key-rename = Change le nom d'une bi-clé
about-key-retire = Écarte une bi-clé des prochaines consultations ; elle ouvre toujours
about-key-delete = Supprime une bi-clé dont plus rien d'ouvert n'a besoin
about-key-restore = Fait revenir une bi-clé supprimée, telle qu'elle était, dans les 90 jours
about-key-purge = Détruit une bi-clé supprimée depuis 90 jours
about-key-prove = Éprouve mots de passe et clés privées, des semaines avant d'en avoir besoin
about-key-split = Partage une bi-clé entre plusieurs personnes : elle s'ouvre ensuite avec assez de parts, et rien d'autre
about-key-tokens = Liste les clés d'un jeton, avec leurs adresses, chacune essayée sur elle-même
arg-key-new-name = Nom dans le registre
arg-key-new-cn = Champ CN du certificat (le nom, sauf indication)
arg-role = Liste où elle figure : bi-clés d'entité (entity) ou de secours (emergency)
arg-entity = Entité à laquelle elle appartient
arg-key-new-algorithm = Algorithme de la clé : RSA de 3072 bits, ou courbe elliptique P-256 ou P-384
arg-key-new-bits = Taille de la clé RSA
arg-key-new-days = Durée de validité du certificat, en jours
arg-key-new-issuer = Fichier de clé qui signe le certificat (auto-signé sauf indication)
arg-key-new-issuer-password = Où lire le mot de passe de ce fichier
arg-key-new-store = Garde la clé dans le magasin de certificats de Windows, et nulle part ailleurs
arg-key-import-files = Fichiers de clés (.p12, .pfx, .pem)
arg-key-import-name = Nom dans le registre (sinon celui du fichier, sinon son CN)
arg-key-import-reference = Garde le chemin du fichier plutôt qu'une copie
arg-key-import-store = Désigne des certificats du magasin de Windows, par leurs empreintes à la place des fichiers ; leurs clés y restent
arg-key-tokens-address = Adresse d'un jeton, ou de clés qu'il porte (pkcs11:token=...)
arg-key-tokens-password = Où lire le code PIN
arg-key-export-name = Nom, ou début d'empreinte
arg-key-export-to = Fichier à écrire
arg-key-export-to-store = Met la bi-clé dans le magasin de certificats de Windows
arg-key-export-format = pfx contient la clé privée ; der, pem et p7b seulement des certificats
arg-key-export-no-chain = Sans les certificats des émetteurs
arg-key-export-pfx-encryption = Chiffrement du .pfx ; aes256-sha256 se lit à partir de Windows 10 version 1809 et de Windows Server 2019, tripledes-sha1 partout
arg-key-export-new-password = Où lire le mot de passe du fichier écrit
arg-key-split-threshold = Combien de parts il faut réunir
arg-key-split-to = Certificats de chiffrement de ceux qui gardent une part, un par personne
arg-key-split-output = Dossier où écrire les parts chiffrées
arg-name = Nom, ou début d'empreinte
arg-key-rename-new = Nouveau nom
arg-key-restore-new-name = Nom à lui donner, si le sien a été pris depuis
arg-key-purge-confirm = Le nom, une seconde fois
arg-key-delete-confirm = Le nom, une seconde fois
arg-key-prove-names = Noms, ou débuts d'empreinte
arg-key-prove-all = Les bi-clés, sauf celles qui sont retirées et dont rien d'ouvert n'a besoin

about-consultation = Les consultations, et les bi-clés qui y sont affectées
about-consultation-new = Crée une consultation
about-consultation-import = Ajoute des consultations depuis un fichier CSV ; peut être relancé
about-consultation-assign = Choisit les bi-clés pour lesquelles ses plis seront chiffrés
about-consultation-unassign = Retire des bi-clés d'une consultation qui n'est pas lancée
about-consultation-launch = Rend l'affectation définitive ; refusé si une bi-clé ne convient pas
about-consultation-close = Déclare que plus personne n'a besoin de ses bi-clés
about-consultation-list = Liste les consultations
about-consultation-show = Montre une consultation
arg-reference = Référence de la consultation
arg-consultation-new-deadline = Date limite de remise (DLRO)
arg-consultation-new-title = Intitulé
arg-consultation-new-timezone = Fuseau d'une date limite locale
arg-consultation-import-file = CSV : reference;titre;entite;date_limite;fuseau;etat;bi_cles
arg-consultation-assign-keys = Noms de bi-clés
arg-consultation-unassign-keys = Noms de bi-clés
arg-consultation-assign-envelope = Pour cette nature d'enveloppe seulement
arg-consultation-unassign-envelope = Pour cette nature d'enveloppe seulement
arg-consultation-assign-lot = Pour ce lot seulement
arg-consultation-unassign-lot = Pour ce lot seulement
arg-consultation-close-reason = Le motif, pour clore avant la date limite ou sans ouverture enregistrée
arg-consultation-close-confirm = La référence, une seconde fois
arg-consultation-import-reason = Le motif, pour clore avant la date limite ou sans ouverture enregistrée une consultation déjà connue
arg-consultation-launch-reason = Le motif, pour lancer malgré ce qui ne va pas

about-registry = Le registre lui-même
about-registry-init = Créer le registre : dans son dossier, ou sur son serveur avec les rôles de ceux qui s'en servent
about-registry-copy = Copier tout le registre, journal et fichiers de clé compris, là où il n'y en a pas, puis vérifier la copie
about-registry-backup = Sauvegarder tout le registre dans un fichier nouveau, pendant que d'autres travaillent
arg-registry-init-renew = Refaire les protections d'un registre de serveur qui est déjà là
arg-registry-copy-from = D'où : un dossier, postgres://COMPTE@HÔTE/BASE, ou une sauvegarde (.zip) à restaurer
arg-registry-copy-to = Vers : un dossier nouveau ou vide, ou postgres://COMPTE@HÔTE/BASE sans registre
arg-registry-backup-to = Le fichier à écrire (.zip)
about-registry-check = Vérifier le registre : son fichier, son journal, et chaque ligne face au journal

about-audit = Cherche les bi-clés dont la fin, la perte ou la faiblesse menace une consultation
arg-audit-warn = Avertit ce temps avant la fin d'une bi-clé
arg-audit-crit = Critique ce temps avant la fin d'une bi-clé
arg-audit-margin = Temps qu'une bi-clé doit vivre après la date limite
arg-audit-proof = Durée pendant laquelle une épreuve (key prove) fait foi
arg-audit-all = Montre aussi les informations, et toutes les bi-clés
arg-audit-fail-on = À partir de quelle gravité le code de retour est 20 ou 21
arg-audit-format = Forme des constats
arg-audit-output = Fichier à écrire plutôt que la sortie standard
arg-audit-check-files = Lit aussi les fichiers de clés, avec --password s'il le faut

about-register = Montre comment un registre des dépôts est compris, ligne à ligne ; n'ouvre rien
arg-register-file = Registre des dépôts (.csv, .json, .xlsx, .ods)
arg-register-timezone = Fuseau des heures locales (Europe/Paris sauf indication)

about-minutes = Récrit le procès-verbal d'une ouverture, dans une autre langue ou un autre format
arg-minutes-folder = Dossier de l'ouverture
arg-minutes-format = Forme du procès-verbal
arg-minutes-csv = Dialecte du CSV (excel en français, rfc4180 en anglais, sauf indication)
arg-minutes-output = Fichier à écrire plutôt que la sortie standard

about-journal = Le journal chaîné d'une ouverture ou du registre
about-journal-show = Montre ce qui a été fait
about-journal-verify = Compare journal, rapport, procès-verbal, fichiers ouverts et registre
arg-folder = Dossier d'une ouverture (sinon le journal du registre)
about-journal-stamp = Faire attester par une autorité l'heure de la dernière entrée du journal (RFC 3161)
after-journal-stamp = Conserve la demande et sa réponse à côté du journal (journal.N.tsq, journal.N.tsr, N étant le numéro de l'entrée). « plis journal verify --tsa-ca » en juge, comme « openssl ts -verify ». Ni serveur mandataire, ni redirection suivie.
arg-tsa = Adresse de l'autorité d'horodatage (http:// ou https://)
arg-tsa-ca = Certificats des autorités de confiance pour l'horodatage (PEM, DER ou P7B)
arg-stamps = Dossier où sont gardés les horodatages (sinon à côté du journal)
arg-journal-verify-head = Empreinte qu'une des entrées doit avoir : celle d'un procès-verbal imprimé

about-console = Les écrans, dans le navigateur de ce poste
after-console = Écrit sur la sortie l'adresse à ouvrir : elle sert une fois, pendant une minute. La console n'écoute que ce poste, et s'arrête quand on la ferme ou quand plus personne ne s'en sert.
arg-console-port = Port à écouter (sinon, choisi par le système)
arg-console-no-browser = N'ouvre pas le navigateur
arg-console-idle = S'arrête après un tel temps sans demande : 90s, 30m, 8h

about-completions = Complétion pour un interpréteur de commandes
arg-completions-shell = Interpréteur visé

about-__complete = Ce qui peut terminer une ligne ; la complétion le demande
arg-__complete-words = La ligne jusqu'ici

about-man = La page de manuel d'une commande, en roff
arg-man-command = La commande (le programme lui-même, sauf indication)
arg-man-to = Écrit toutes les pages dans ce dossier

man-title = Manuel de plis
man-name = NOM
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-commands = COMMANDES
man-options = OPTIONS
man-global = OPTIONS COMMUNES
man-environment = ENVIRONNEMENT
man-files = FICHIERS
man-exit = CODES DE RETOUR
man-see-also = VOIR AUSSI
man-env-plis-home = Dossier du registre, si --home n'en donne pas.
man-env-plis-registry = Où est le registre, un dossier ou postgres://COMPTE@HÔTE/BASE, si ni --registry ni --home ne le dit.
man-env-pkcs11-module = Chemin complet du module du fabricant d'un jeton, si son adresse n'a pas de module-path.
man-env-plis-token-folders = Dossiers dont ce module peut se servir, comme dans PATH (Linux).
man-env-lc-all = Avec LC_MESSAGES et LANG, la langue si --lang ne la dit pas : l'anglais si la valeur commence par en, sinon le français.
man-env-no-color = Si elle n'est pas vide : pas de couleurs.
man-env-columns = Largeur des tableaux ; celle du terminal si elle manque.
man-env-xdg-data-home = Le registre est dans plis au-dessous, sinon dans ~/.local/share/plis.
man-env-pghost = Avec PGPORT, PGUSER, PGDATABASE et PGSERVICE, ce que l'adresse d'un serveur ne dit pas.
man-env-pgpassword = Mot de passe du compte sur le serveur ; mieux vaut ~/.pgpass.
man-env-tmpdir = Où le registre met ce qui ne tient pas en mémoire, et la console ce qui lui est envoyé.
man-file-registry = Dans le dossier du registre : bi-clés, consultations, et le journal de ce qui a été fait.
man-file-keys = Dans le dossier du registre : fichiers de clés, protégés par leurs mots de passe.
man-file-plis = Dans le dossier d'une ouverture : les fichiers ouverts.
man-file-report = Dans le dossier d'une ouverture : le rapport, pour les programmes.
man-file-journal = Dans le dossier d'une ouverture : son journal, dont une relance repart.
man-file-minutes = Dans le dossier d'une ouverture : le procès-verbal, à imprimer et à classer.
man-file-pgpass = Mots de passe de comptes sur des serveurs ; personne d'autre ne doit pouvoir le lire.
man-file-service = Serveurs par leurs noms, pour service=NOM dans l'adresse.
man-exit-0 = tout ce qui était demandé a été fait
man-exit-1 = l'exécution a échoué : lecture ou écriture, disque plein, registre endommagé, rapport impossible à écrire
man-exit-2 = saisie à corriger
man-exit-3 = partiel : des plis n'ont pas été ouverts ; le rapport dit lesquels et pourquoi
man-exit-4 = pas de clé utilisable : mot de passe faux, fichier de clé illisible, pas de clé privée dedans
man-exit-5 = refusé par une règle : avant la date limite, bi-clé encore nécessaire, affectation définitive, motif manquant
man-exit-6 = le registre ou le dossier de sortie est verrouillé, le serveur du registre ne répond pas ou a été perdu, ou le registre a été écrit par une version plus récente
man-exit-20 = `audit` : avertissements (avec `--format nagios` : plutôt 0, 1, 2, 3)
man-exit-21 = `audit` : constats critiques
man-exit-130 = interrompu ; ce qui a été fait est gardé et peut être repris
