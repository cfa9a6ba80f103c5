# Clés de plusieurs personnes : parts, réponses, ouverture.

share-text =
    Part { $number } sur { $shares } du secret qui ouvre la bi-clé « { $name } ».
    Remise à { $custodian }.

    { $threshold } parts sur { $shares } ouvrent ensemble la bi-clé. Une part seule n'ouvre rien et n'apprend rien.
    Gardez ce texte secret : ne l'envoyez à personne, ne le laissez pas sur un poste partagé.
    Dites au registre que vous l'avez : plis key prove NOM --share FICHIER
    Tout ce qui suit compte ; une ligne qui commence par # est pour vous.
key-split-done = bi-clé « { $name } » partagée en { $shares } parts, chacune chiffrée pour une personne.
key-split-next = remettez à chacun son fichier. Rien ne change avant que tous aient montré leur part (plis key prove NOM --share FICHIER) : jusque-là la bi-clé s'ouvre comme avant ; ensuite, seulement avec { $threshold } parts.
key-share-row = { $number } { $custodian } : { $file }
key-answered = bi-clé « { $name } » : part { $numbers } reconnue ; { $proved } sur { $shares } l'ont été.
key-answered-next = il manque encore : { $awaited }. La bi-clé s'ouvre comme avant jusque-là.
key-quorum-whole = bi-clé « { $name } » : toutes les parts sont reconnues. Elle s'ouvre désormais avec { $threshold } parts sur { $shares }, et l'ancien mot de passe n'ouvre plus ce fichier.
key-quorum-whole-hint = l'ancien mot de passe ouvre encore ce qui a été copié avant : détruisez les exports, les sauvegardes et les fichiers de cette clé dans les dossiers deleted et replaced du registre ; une autre clé du registre sur la même paire se partage à part.
key-term-quorum = Ouverte par
key-term-pending = Partage en attente
key-quorum-of = { $threshold } parts sur { $shares } (partage { $set })
key-quorum-custodian = { $number } : { $subject }, certificat jusqu'au { $ends }
key-quorum-awaited = { $number } : { $subject }, part pas encore montrée
key-quorum-answered = { $number } : { $subject }, part montrée
quorum-missing = il manque { $missing } part(s) pour ouvrir { $key } : il en faut { $threshold } sur { $shares }.
quorum-missing-hint = donnez-les avec --share, un fichier par part déchiffrée.
quorum-foreign-hint = ces fichiers sont d'un autre partage : { $files }. Cherchez les parts de ce partage-ci.
quorum-not-opened = les parts sont bonnes, et n'ouvrent pas { $key } : le fichier de clé est endommagé.
quorum-not-opened-hint = reprenez le registre dans une sauvegarde.
quorum-damaged = ce que le fichier de { $key } dit de ses détenteurs est endommagé, ou d'une version plus récente de plis : ni parts ni mot de passe ne l'ouvrent.
quorum-damaged-hint = reprenez le registre dans une sauvegarde, ou installez la version actuelle de plis.
share-sealed = la part { $file } est encore chiffrée.
share-sealed-hint = déchiffrez-la d'abord : openssl cms -decrypt -inform DER -in FICHIER -inkey CLÉ.pem -out part.txt, ou plis open FICHIER --key CLÉ.p12 -o DOSSIER.
share-none = { $file } n'est pas une part.
share-none-hint = une part est le texte obtenu en déchiffrant le fichier que plis key split a écrit.
share-version = la part { $file } est d'une forme ({ $version }) que cette version ne connaît pas.
share-version-hint = installez la version actuelle de plis.
share-damaged = la part { $file } est endommagée : son texte n'est pas celui qui a été écrit.
share-damaged-hint = déchiffrez de nouveau le fichier reçu.
share-foreign = la part { $file } est d'une autre bi-clé, ou d'un autre partage de celle-ci.
share-wrong = la part { $file } n'est pas celle qui a été faite.
share-wrong-hint = déchiffrez de nouveau le fichier reçu ; sinon, ouvrez avec les parts d'autres personnes.
share-twice = { $file } et { $other } sont la même part.
share-twice-hint = il faut des parts de personnes différentes.
share-unreadable = impossible de lire la part { $source } : { $error }.
split-numbers = { $threshold } part(s) sur { $shares } : il en faut au moins 2, pas plus que de personnes, et au plus 64 personnes.
split-numbers-hint = donnez un certificat par personne avec --to, et combien doivent se réunir avec --threshold.
split-not-made = la bi-clé n'est pas partagée : { $why }.
split-no-random = le système ne donne pas de nombres aléatoires
split-not-sealed = une part ne peut pas être chiffrée pour un des certificats
split-does-not-open = ce qui a été fait ne s'ouvre pas
custodian-expired = le certificat { $file } a expiré le { $at } : aucune part n'est chiffrée pour lui.
custodian-not-yet = le certificat { $file } n'est valable qu'à partir du { $at } : aucune part n'est chiffrée pour lui.
custodian-usage = le certificat { $file } n'est pas fait pour chiffrer.
custodian-weak = la clé de { $file } n'a que { $bits } bits : elle ne garde pas un secret.
custodian-own = { $file } est le certificat de la bi-clé qui est partagée.
custodian-twice = { $file } et { $other } sont de la même clé ou du même nom : chaque part va à une personne différente.
custodian-hint = demandez à cette personne un certificat de chiffrement en cours de validité, à elle seule.
refused-not-split = « { $name } » ne peut pas être partagée : son fichier n'est pas une copie gardée dans le dossier du registre.
refused-not-split-hint = ajoutez son fichier au registre sans --reference ; un registre sur un serveur garde les anciens fichiers, et ne partage pas.
deed-rule-not-split = fichier qui n'est pas une copie du registre
deed-key-split = Bi-clé « { $name } » partagée : { $threshold } parts sur { $shares } l'ouvriront quand toutes auront été montrées.
deed-key-share-proved = Bi-clé « { $name } » : part { $numbers } montrée.
deed-key-quorum = Bi-clé « { $name } » : s'ouvre avec { $threshold } parts sur { $shares }, et rien d'autre.
deed-joined = Parts réunies : { $numbers }.
deed-asked-key-split = partage d'une bi-clé
minutes-key-joined = ouverte par les parts { $numbers } (il en faut { $threshold } sur { $shares }, partage { $set })
open-key-without-shares = la bi-clé « { $key } » s'ouvre avec { $threshold } parts sur { $shares }, et aucune n'a été donnée : elle est laissée de côté.
