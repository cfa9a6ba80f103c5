# La console : ce que disent ses écrans.

# navigation et page

console-home = Accueil
console-keys = Clés de chiffrement
console-consultations = Consultations
console-audit = Audit
console-journal = Journal
console-navigation = Menu principal
console-skip = Aller au contenu
console-registry-in = registre : { $home }
console-the-registry = le registre
console-close = Fermer la console
console-closed = La console est fermée
console-closed-sentence = Vous pouvez fermer cette page. Rien n'est plus accessible d'ici.
console-pages = Pages de la liste
console-previous = Page précédente
console-next = Page suivante
console-page-of = page { $page } sur { $pages }
console-search = Rechercher
console-search-go = Rechercher
console-nothing-found = Rien ne correspond à cette recherche.
console-no-such-page = Rien de plus à cette page.
console-today = aujourd'hui
console-paris-time = Heures de Paris.

# ce qui ne va pas

console-trouble = Cette page ne peut pas être affichée
console-trouble-id = Numéro de l'incident : { $id }.
console-trouble-line = console : incident { $id } : { $what }
console-tries-again = La page réessaie d'elle-même dans quelques secondes.
console-try-again = Réessayer
console-back-home = Revenir à l'accueil
console-not-found = Page introuvable
console-not-found-sentence = Cette page n'existe pas, ou ce qu'elle montrait n'est plus dans le registre.
console-refused-form-title = La demande n'a pas été exécutée
console-refused = Accès refusé
console-refused-host = Cette adresse n'est pas celle de la console.
console-refused-malformed = Cette demande ne vient pas d'une page de la console.
console-refused-prefetch = Le navigateur a demandé cette page à l'avance ; ouvrez l'adresse vous-même.
console-refused-spent = Cette adresse a déjà servi. Par prudence, la session est terminée : quelqu'un d'autre a pu l'ouvrir. Une nouvelle adresse est donnée là où la console a été lancée.
console-refused-stale = Cette adresse a attendu plus d'une minute : elle ne sert plus. Une nouvelle est donnée là où la console a été lancée.
console-refused-session = Ce navigateur n'a pas de session ouverte dans la console. Ouvrez l'adresse donnée au lancement, ou relancez la console.
console-refused-cross-site = Cette demande vient d'une autre page que celles de la console : rien n'a été fait.
console-refused-large = Ce formulaire est trop grand : rien n'a été fait. Un fichier de clé ou une liste a 16 Mo au plus.
console-refused-slow = L'envoi a pris trop de temps : rien n'a été fait.
console-refused-form = Ce formulaire est d'une session terminée : rien n'a été fait. Revenez en arrière, rechargez la page et recommencez.

# accueil

console-first = Bienvenue. Il n'y a encore ni bi-clé ni consultation dans ce registre. Voici par où commencer :
console-first-key = Ajouter la bi-clé de l'entité
console-first-key-why = – celle pour laquelle les plis seront chiffrés, et qui les ouvrira.
console-first-emergency = Ajouter une bi-clé de secours
console-first-emergency-why = – pour le jour où l'autre manquera.
console-first-consultation = Créer une consultation
console-first-consultation-why = – avec sa date limite, pour savoir à temps si une bi-clé prend fin trop tôt.
console-figure-critical = constats critiques
console-figure-warning = avertissements
console-figure-keys = bi-clés
console-figure-consultations = consultations ouvertes
console-attention = À traiter
console-all-findings = Voir tous les constats ({ $count })
console-next-deadlines = Prochaines dates limites
console-no-deadline = Aucune date limite à venir.
console-last-openings = Dernières ouvertures
console-opening-unfinished = sans fin inscrite

# bi-clés

console-keys-title = Clés de chiffrement
console-keys-entity-why = Elles sont choisies pour chaque consultation, et chiffrent ses plis.
console-keys-emergency-why = Elles sont ajoutées d'office à chaque consultation au lancement, pour le jour où la bi-clé d'entité manque.
console-add-key = Ajouter un bi-clé
console-column-actions = Actions
console-act-change = Modifier
console-act-export = Exporter
console-act-prove = Vérifier
console-act-delete = Supprimer
console-act-rename = Renommer
console-act-retire = Retirer
console-act-restore = Restaurer
console-aside-one = « { $name } », supprimée le { $deleted }, gardée jusqu'au { $until }.
console-aside-missing = Son fichier n'est plus là.
console-key-restored = La bi-clé « { $name } » est revenue, telle qu'elle était.
console-key-renamed = La bi-clé « { $name } » s'appelle maintenant « { $new } ».
console-key-retired = La bi-clé « { $name } » est retirée : elle ouvre toujours, et ne sert plus aux prochaines consultations.
console-key-deleted = La bi-clé « { $name } » est supprimée ; elle est gardée de côté { $days }, et peut revenir d'ici là.
console-key-made = La bi-clé « { $name } » est créée, valable jusqu'au { $ends }. Notez son mot de passe en lieu sûr, exportez-la pour les autres postes, puis vérifiez-la.
console-keys-added = Ajouté au registre : { $names }.
console-history = Historique
console-deadline-of = date limite { $deadline }
console-prove-why = La clé privée est essayée sur elle-même, avec le mot de passe : un mot de passe perdu se découvre ainsi des semaines avant l'ouverture.
console-prove-no-private = Seul le certificat est connu ici : la clé privée est ailleurs. Importez son .pfx pour la vérifier ou l'exporter.
console-password = Mot de passe de cette bi-clé
console-new-name = Nom
console-retire-why = Une bi-clé retirée ouvre toujours les plis chiffrés pour elle. Elle n'est plus proposée aux nouvelles consultations.
console-delete-follows = Aucune consultation ouverte n'a besoin de cette bi-clé. Supprimée, elle est gardée de côté { $days }, et peut revenir d'ici là ; ensuite, les plis archivés qui sont chiffrés pour elle ne s'ouvriraient plus.
console-delete-forbidden = Elle ne peut pas être supprimée : ces consultations ne sont pas closes, et sans elle leurs plis ne s'ouvriraient plus.
console-delete-forbidden-what = Clôturez chacune quand plus personne n'en a besoin. En attendant, la bi-clé peut être retirée : elle ne sert plus aux prochaines.
console-type-name = Pour confirmer, tapez le nom de la bi-clé : { $name }
console-export-private = Avec la clé privée (.pfx)
console-export-private-why = Pour les autres postes de l'entité, ou pour en garder une copie sur un serveur commun. Le fichier est protégé par un mot de passe : il n'existe pas de « mot de passe oublié ».
console-password-current = Mot de passe actuel
console-password-new = Mot de passe du fichier à écrire
console-password-new-hint = Il sera demandé à chaque ouverture. Notez-le en lieu sûr : il ne se retrouve pas.
console-password-again = Le même une seconde fois
console-passwords-differ = Les deux mots de passe diffèrent.
console-password-empty = Un fichier de clé est toujours protégé par un mot de passe, et celui-ci est vide.
console-encryption = Chiffrement du fichier
console-encryption-aes = Se lit à partir de Windows 10 version 1809 et de Windows Server 2019.
console-encryption-triple-des = Se lit sur toutes les versions de Windows, et protège moins bien.
console-include-chain = Inclure les certificats au-dessus du sien, s'il y en a
console-export-go = Exporter la clé privée
console-export-certificate = Le certificat seul
console-export-certificate-why = Il chiffre et n'ouvre pas : il peut être donné à tous.
console-export-der = X.509 binaire, DER (.cer)
console-export-pem = X.509 en base 64 (.cer)
console-export-p7b = PKCS #7 avec la chaîne (.p7b)
console-manner = Manière d'ajouter
console-make = Générer
console-make-why = Une nouvelle bi-clé, faite sur ce poste.
console-import = Importer un fichier
console-import-why = Un .pfx ou .p12 exporté d'un autre poste, ou un certificat.
console-refer = Référencer
console-refer-why = Un fichier qui reste où il est, sur un serveur commun par exemple.
console-key-name = Nom du bi-clé
console-key-name-hint = Il désigne son titulaire ou son usage, par exemple « Service des marchés 2026 ».
console-import-name-hint = Laissé vide : le nom du certificat (CN).
console-entity-hint = L'acheteur auquel elle appartient ; vide, elle vaut pour toutes les entités.
console-more = Autres réglages
console-cn-hint = Laissé vide : le même que le nom, comme c'est conseillé.
console-days = Durée de validité, en jours
console-days-wrong = Un nombre de jours de 1 à 3650.
console-size-3072 = Conforme au RGS au-delà de 2030.
console-size-4096 = Plus lente à l'ouverture.
console-make-go = Générer le bi-clé
console-key-file = Fichier
console-key-file-hint = .pfx, .p12, .pem ; .cer ou .p7b pour le certificat seul.
console-key-path = Chemin du fichier
console-key-path-hint = Le chemin entier, tel que ce poste le voit.
console-path-absolute = Il faut un chemin entier de ce poste ou d'un partage.
console-file-missing = Choisissez un fichier.
console-password-file = Mot de passe du fichier
console-password-file-hint = Laissé vide si le fichier n'en demande pas.
console-password-copy = Mot de passe de la copie
console-password-copy-hint = Seulement si le fichier n'est pas protégé : la copie gardée par le registre l'est toujours.
console-import-go = Ajouter
console-see-key = Voir la bi-clé

# consultations

console-new-consultation = Créer une consultation
console-import-roll = Reprendre une liste
console-consultation = Consultation { $reference }
console-consultation-entity-hint = Ses bi-clés de secours seront ajoutées d'office.
console-entity-missing = Dites de quelle entité est la consultation.
console-deadline = Date limite de remise
console-deadline-hint = À l'heure du lieu choisi ci-dessous.
console-zone = Fuseau horaire
console-create-go = Créer
console-roll-why = Une liste tenue ailleurs (CSV) : les consultations nouvelles sont créées, celles qui ont changé sont mises à jour, aussi souvent qu'on veut.
console-roll-file = Fichier de la liste
console-roll-hint = Colonnes : reference ; titre ; entite ; date_limite ; fuseau ; etat ; bi_cles.
console-roll-reason = Motif, pour clore avant l'ouverture
console-roll-reason-hint = Seulement si la liste dit close une consultation dont aucune ouverture n'est enregistrée.
console-roll-go = Reprendre la liste
console-no-key-chosen = Choisissez au moins une bi-clé.
console-assignment-changed = L'affectation est changée.
console-not-confirmed = Ce n'est pas la référence de la consultation : rien n'a été lancé.
console-launched = La consultation « { $reference } » est lancée ; son affectation est définitive.
console-scope-all = toutes les enveloppes
console-unassign = Enlever
console-choose-keys = Bi-clés à affecter
console-until = jusqu'au { $ends }
console-part-only = Pour une partie des plis seulement
console-envelope = Enveloppe
console-lot = Lot
console-assign-go = Affecter
console-check-launch = Vérifier et lancer
console-launch-needs-key = Affectez d'abord une bi-clé.
console-launch-fit = Rien ne s'oppose au lancement.
console-launch-problems = Avant de lancer, corrigez si possible :
console-launch-follows = Lancée, la consultation garde ses bi-clés : ses plis sont chiffrés pour elles, et l'affectation ne peut plus être changée.
console-launch-reason = Motif, pour la lancer malgré cela
console-reason-hint = Il est inscrit au journal.
console-type-reference = Pour confirmer, tapez la référence : { $reference }
console-launch-go = Lancer la consultation
console-no-opening = Aucune ouverture enregistrée.
console-close-consultation = Clore
console-close-follows = Close, la consultation ne retient plus ses bi-clés : elles peuvent être supprimées. Ne la clôturez que quand plus aucun de ses plis ne doit être ouvert.
console-close-early = Sa date limite n'est pas passée, ou aucune ouverture n'en est enregistrée : il faut un motif et la référence.
console-close-go = Clore la consultation

# audit et journal

console-timeline = Bi-clés et dates limites
console-timeline-why = Chaque barre est la validité d'une bi-clé ; chaque point, la date limite d'une consultation ouverte qui en a besoin, et le trait qui le suit, la marge de { $days } jours.
console-timeline-table = La même chose en tableau
console-timeline-left = Bi-clés qui ne sont pas dans la figure : { $count }.
console-needed-by = Nécessaire à
console-journal-title = Journal du registre
console-intact = intact

# la ligne de commande

console-no-browser = Le navigateur n'a pas pu être ouvert : ouvrez vous-même l'adresse ci-dessus.
console-listen = la console ne peut pas écouter sur le port { $port } : { $error }.
console-listen-hint = choisissez un autre port avec --port, ou laissez le système choisir sans --port.
