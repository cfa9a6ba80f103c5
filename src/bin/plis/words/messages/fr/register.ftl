# Le registre des dépôts : ce qui ne va pas, et comment il est compris.

register-wrong = le registre des dépôts { $file } n'est pas compris : { $what } Rien n'a été ouvert.
register-wrong-in = le registre des dépôts { $file } n'est pas compris, feuille « { $sheet } », cellule { $cell } : { $what } Rien n'a été ouvert.
register-wrong-at = le registre des dépôts { $file } n'est pas compris, ligne { $line }, colonne { $column } : { $what } Rien n'a été ouvert.
register-foreign-hint = ouvrez-le dans le tableur et enregistrez-le au format .xlsx, ou redemandez-le à la plateforme en CSV.
register-missing-column-hint = une ligne d'en-tête nomme les colonnes : pli, entreprise, enveloppe, lot, fichier, bloc, nom, depot_debut, heure_debut, depot_fin, heure_fin, empreinte, empreinte_clair, etat, mode. Seule « fichier » est obligatoire ; si elle porte un autre intitulé, dites lequel : --columns "fichier=Intitulé".
register-no-heading-hint = les intitulés lus : { $headings }.
register-repeated-column-hint = dites laquelle compte : --columns "{ $name }=Intitulé".
register-elsewhere-hint = dites-le : --columns "{ $name }={ $heading }" ; ou qu'aucune colonne ne l'est : --columns { $name }=
register-state-elsewhere = « { $text } » se lit comme l'état d'un dépôt, et la colonne « { $heading } » n'est pas connue comme « etat ».
register-end-elsewhere = aucune colonne n'est comprise comme la fin du dépôt (depot_fin), et la colonne « { $heading } » y ressemble : sans elle, personne ne serait hors délai.
register-looks-like = ressemble à { $name } : --columns "{ $name }={ $heading }"
register-digest-elsewhere = la colonne « { $heading } » du registre contient des empreintes SHA-256 et n'est pas connue comme « empreinte » : les fichiers reçus ne lui sont pas comparés (--columns "empreinte={ $heading }").
register-hint = corrigez le registre, ou redemandez-le à la plateforme ; rien n'y est jamais deviné.
register-too-large = il dépasse une limite : { $limit } { $what }.
register-encoding = il s'annonce comme un texte en { $encoding }, et n'en est pas un.
register-empty = il ne contient aucun dépôt.
register-json = ce n'est pas du JSON ({ $error }).
register-shape = un tableau d'objets est attendu.
register-open-quote = un guillemet s'ouvre ici et ne se ferme jamais.
register-cell-count = { $found ->
    [one] une cellule
   *[other] { $found } cellules
} là où l'en-tête en a { $expected }.
register-missing-column = il n'y a pas de colonne « { $name } ».
register-no-heading = aucun intitulé ne se lit « { $heading } », que --columns dit être « { $name } ».
register-repeated-column = deux colonnes sont comprises comme « { $name } ».
register-blank = cette cellule ne doit pas être vide.
register-path-absolute = le chemin « { $path } » est absolu ; il doit être relatif au registre.
register-path-parent = le chemin « { $path } » sort du dossier du registre.
register-path-control = le chemin « { $path } » contient un caractère de contrôle.
register-repeated-file = le fichier « { $path } » figure déjà à la ligne { $line }.
register-envelope = « { $text } » n'est pas une nature d'enveloppe (candidature, offre, offre-technique, anonymat).
register-block = « { $text } » n'est pas un numéro de bloc.
register-unnamed-block = un bloc doit nommer son fichier dans la colonne « nom ».
register-digest = « { $text } » n'est pas une empreinte SHA-256 : { $length ->
    [one] un caractère
   *[other] { $length } caractères
} là où 64 chiffres hexadécimaux sont attendus.
register-state = « { $text } » n'est pas un état (depose, retire, remplace, ecarte).
register-this-cell = cette cellule
register-ends-early = le dépôt se termine avant d'avoir commencé.
register-contradiction = « { $found } » ici, « { $other } » à la ligne { $line }.
register-mode = « { $text } » n'est pas un mode de dépôt (electronique, papier).
register-paper-file = un dépôt sur papier n'a pas de fichier.
register-cell-error = la cellule porte l'erreur { $text }.
register-formula = la cellule porte une formule dont la valeur n'a jamais été calculée : ouvrez le classeur dans le tableur et enregistrez-le.
register-damaged = le fichier du tableur est endommagé.
register-no-sheet = aucune de ses feuilles visibles n'a de ligne d'en-tête avec une colonne « { $name } ».
register-foreign-pdf = c'est un PDF : ce qu'il montre ne se lit pas comme un tableau.
register-foreign-xls = c'est un classeur Excel 97-2003 (.xls), ou un classeur protégé par un mot de passe.
register-foreign-xlsb = c'est un classeur binaire (.xlsb).
register-foreign-protected = un mot de passe le protège.
register-foreign-page = c'est une page web, quel que soit son nom.
register-foreign-xml = c'est du XML.
register-foreign-archive = c'est une archive (.zip) ou un autre document, non un tableur.

columns-shape = --columns s'écrit « colonne=Intitulé », et « { $text } » n'en est pas.
columns-unknown = --columns : il n'y a pas de colonne « { $name } ».
columns-repeated = --columns nomme deux fois la colonne « { $name } ».
columns-hint = les colonnes sont : { $names }.

register-file = Fichier
register-format = Format
register-encoding-found = Encodage
register-separator = Séparateur
register-separator-tab = tabulation
register-sheet = Feuille
register-header = En-tête
register-header-line = ligne { $line }
register-header-head = ligne { $line } ; ce qui la précède n'est pas lu
register-consultation = Consultation
register-deadline = Date limite
register-zone = Fuseau des heures locales
register-rows = Dépôts électroniques
register-paper-rows = Dépôts sur papier
register-columns-caption = Colonnes
register-column = Colonne
register-heading = Intitulé
register-means = Comprise comme
register-kept = gardée telle quelle
register-rows-caption = Lignes
register-line = Ligne
register-pli = Pli, entreprise
register-envelope-column = Enveloppe, lot
register-file-column = Fichier
register-end = Fin du dépôt
register-state-column = État
register-to-the-minute = (à la minute)
register-block-of = bloc { $number }
register-digest-column = empreinte { $digest }…
register-paper-word = papier
register-state-deposited = déposé
register-state-withdrawn = retiré
register-state-replaced = remplacé
register-state-set-aside = écarté
