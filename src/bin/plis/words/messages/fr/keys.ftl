# Mots de passe et fichiers de clés.

password-prompt = Mot de passe de { $file } :
password-prompt-plain = Mot de passe :
password-new = Nouveau mot de passe de { $file } :
password-again = Le même une seconde fois, pour { $file } :
password-wrong-again = Mot de passe incorrect. { $left ->
    [one] Encore un essai.
   *[other] Encore { $left } essais.
}

password-no-source = { $file } demande un mot de passe, et il n'y a pas de terminal pour le saisir.
password-no-source-hint = dites où le lire : { $option } file:CHEMIN, { $option } env:VARIABLE ou { $option } fd:NUMÉRO.
password-no-source-hint-windows = dites où le lire : { $option } file:CHEMIN ou { $option } env:VARIABLE.
password-no-variable = la variable { $name } n'existe pas : aucun mot de passe n'y est.
password-no-variable-hint = définissez-la dans l'environnement de cette commande, ou utilisez --password file:CHEMIN. Une valeur vide est le mot de passe vide.
password-not-utf8 = le mot de passe n'est pas écrit en UTF-8.
password-not-utf8-hint = enregistrez le fichier en UTF-8, ou saisissez le mot de passe avec --password prompt.
password-unreadable = impossible de lire le mot de passe depuis { $source } : { $error }.
password-unreadable-hint = vérifiez le chemin et vos droits.
password-terminal = le terminal
password-descriptor = le descripteur { $number }
password-descriptor-closed = il n'est pas ouvert
password-nobody-writes = c'est un tube, et personne n'y écrit
password-descriptor-hint = ouvrez-le pour cette commande : plis ... --password fd:{ $number } { $number }< FICHIER
password-no-descriptors = fd:NUMÉRO ne peut pas servir sur ce système.
password-differs = les deux mots de passe diffèrent : rien n'a été écrit.

key-file-io = impossible de lire le fichier de clé { $file } : { $error }.
key-file-io-hint = vérifiez le chemin et vos droits.
key-file-password-needed = le fichier de clé { $file } demande un mot de passe.
key-file-password-needed-hint = dites où le lire avec --password.
key-file-wrong-password = mot de passe incorrect pour { $file }, ou fichier endommagé.
key-file-wrong-password-hint = vérifiez les majuscules, la disposition du clavier et que ce mot de passe est bien celui de ce fichier-là. Un mot de passe perdu ne se retrouve pas : cherchez une autre copie de la bi-clé, ou ouvrez avec la bi-clé de secours (--emergency-key et --reason).
key-file-not-a-key-file = { $file } n'est pas un fichier de clé.
key-file-not-a-key-file-hint = un fichier de clé est un .p12 ou un .pfx, ou un .pem avec une clé privée et son certificat.
key-file-no-private-key = { $file } ne contient pas de clé privée : il chiffre, il n'ouvre pas.
key-file-no-private-key-hint = un .cer ou un .p7b est la moitié publique. Cherchez le .p12 ou le .pfx exporté « avec la clé privée ».
key-file-not-used = la clé privée de { $file } n'est ni une clé RSA, ni une clé des courbes P-256, P-384, P-521 ou X25519, ni une clé ML-KEM ({ $algorithm }) : les plis ne sont pas chiffrés pour elle.
key-file-no-certificate = aucun certificat de { $file } n'est celui de sa clé privée.
key-file-no-certificate-hint = exportez de nouveau la clé avec son certificat, ou placez le certificat après la clé dans le .pem.
key-file-malformed = le fichier de clé { $file } est endommagé : { $what }.
key-file-malformed-hint = reprenez-le là où il est conservé : serveur partagé, sauvegarde, autre poste.
key-file-unsupported = le fichier de clé { $file } emploie un algorithme qui n'est pas lu : { $oid }.
key-file-unsupported-hint = exportez-le de nouveau en AES256-SHA256 ou TripleDES-SHA1.
key-file-too-large = le fichier de clé { $file } dépasse une limite : { $limit }, au plus { $value }.
key-file-size = la clé RSA de { $file } a { $bits } bits, une taille qui n'est pas employée.
key-file-inconsistent = la clé privée de { $file } est endommagée : ses nombres ne vont pas ensemble.
key-file-certificate-unreadable = { $file } contient le certificat de sa clé privée, mais il est illisible : { $why }.
key-file-certificate-unreadable-hint = redemandez le certificat à l'autorité qui l'a délivré et placez-le après la clé dans un .pem, ou prenez une autre copie du fichier de clé.
key-file-windows-accounts = { $file } est protégé pour des comptes ou des groupes Windows, non par un mot de passe que vous connaissez.
key-file-windows-accounts-hint = ouvrez une session Windows avec un de ces comptes, importez le .pfx, puis exportez-le de nouveau avec un mot de passe. Si un mot de passe a aussi été choisi à l'export, donnez celui-là.
key-file-mac-key = le contrôle d'intégrité de { $file } (PBMAC1) repose sur une clé de { $octets } octet(s) ; il en faut de 20 à 64.
key-file-mac-key-hint = une clé trop courte se devine : rien ne montre que le fichier est inchangé. Exportez-le de nouveau en AES256-SHA256 depuis le poste où la bi-clé est installée.
broken-not-a-certificate = ces octets ne sont pas un certificat
broken-too-large = une limite est dépassée ({ $limit }, au plus { $value })
broken-cut = il est coupé
broken-type = un champ n'est pas du type attendu
broken-length = une longueur est impossible
broken-after = des octets suivent la fin
broken-deep = trop de niveaux imbriqués
broken-number = un nombre est hors des bornes
broken-identifier = un identifiant d'objet est illisible
broken-name = un nom est illisible

key-file-warning-no-mac = { $file } n'a pas de contrôle d'intégrité : rien ne montre qu'il est inchangé.
key-file-warning-orphan = { $file } contient une clé privée sans son certificat ; elle est laissée de côté.
key-file-warning-not-used = { $file } contient une clé privée d'une sorte pour laquelle les plis ne sont pas chiffrés ; elle est laissée de côté.
key-file-warning-key = { $file } contient une clé privée illisible ; elle est laissée de côté.
key-file-warning-dates = { $file } contient un certificat dont une date n'existe dans aucun calendrier : la plus proche est retenue. Il ouvre quand même.
key-file-warning-trailing = { $file } : { $count } octet(s) après la fin, laissés de côté.
privacy-none = { $file } est sur un système de fichiers qui n'écarte personne (clé USB, FAT, exFAT, certains partages) : les clés et les plis ouverts qui y sont écrits peuvent être lus par d'autres. Préférez un disque qui tient les droits.
key-file-warning-certificate = { $file } contient un certificat illisible ({ $why }) ; il est laissé de côté.

certificate-not-one = { $file } n'est pas un certificat.
certificate-not-one-hint = donnez le .cer, .crt, .pem ou .p7b publié par la plateforme ou l'acheteur.
certificate-malformed = le certificat { $file } est endommagé : { $what }.

pin-prompt = Code PIN du jeton « { $token } » :
token-uri-scheme = { $given } n'est pas l'adresse d'un jeton.
token-uri-part = { $given } : « { $part } » n'est pas compris.
token-uri-twice = { $given } : « { $part } » y figure deux fois.
token-uri-kind = { $given } désigne autre chose qu'une clé privée : « { $kind } ».
token-uri-hint = écrivez-la pkcs11:token=NOM;object=CLÉ, les caractères autres que lettres et chiffres sous la forme %XX (RFC 7512).
token-uri-pin = une adresse ne contient jamais de code PIN : d'autres utilisateurs de cette machine peuvent la voir.
token-uri-pin-hint = dites avec --password où lire le code PIN. Tenez celui-ci pour connu, et changez-le.
token-not-built = { $given } : ce programme a été compilé sans les jetons (PKCS#11).
token-no-module = { $given } : rien ne dit quel module parle au jeton.
token-no-module-hint = donnez à { $variable } le chemin du module fourni par le fabricant du jeton (un .so ou .dll), ou ajoutez-le à l'adresse, derrière elle (pkcs11:...?module-path=CHEMIN).
token-relative-module = le module « { $path } » n'est pas désigné par son chemin complet.
token-module = le module { $path } ne peut pas être chargé : { $why }.
token-module-hint = vérifiez que c'est bien le module PKCS#11 du fabricant du jeton, pour ce processeur.
token-none = aucun jeton n'est { $given }. Présents : { $present }.
token-none-hint = vérifiez que le jeton est branché et que son lecteur fonctionne, puis relancez.
token-several = plusieurs jetons sont { $given } : { $named }.
token-several-hint = désignez-en un par son numéro de série (serial=).
token-pin-wrong = le jeton { $given } n'accepte pas ce code PIN. Il a été essayé une fois.
token-pin-wrong-hint = vérifiez-le avant un nouvel essai : après quelques codes faux, un jeton se bloque pour de bon.
token-pin-last = le jeton { $given } annonce qu'un code PIN faux de plus le bloquera : aucun n'a été essayé.
token-pin-last-hint = passez par l'outil du fabricant du jeton, avec le code PIN dont vous êtes sûr.
token-pin-locked = le jeton { $given } est bloqué : trop de codes PIN faux.
token-pin-locked-hint = l'administrateur du jeton peut le débloquer. D'ici là, ouvrez avec la clé de secours (--emergency-key et --reason).
token-pin-expired = le code PIN du jeton { $given } a expiré : il faut d'abord le changer.
token-no-key = aucune clé privée RSA n'est { $given }. Présentes : { $present }.
token-no-key-hint = vérifiez le nom de la clé (object=) ou son identifiant (id=).
token-no-certificate = le jeton { $given } ne contient pas le certificat de la clé « { $key } ».
token-no-certificate-hint = donnez aussi son certificat (.cer) : --key pkcs11:... --key certificat.cer.
token-rejected = la clé { $given } est inutilisable : { $why }.
token-unavailable = le jeton { $given } n'a pas fait sa part : { $fault }.
token-nothing = rien
token-named = « { $name } »
key-tokens-caption = Clés du jeton
key-tokens-answers = répond
key-tokens-wrong = répond faux
key-tokens-lacks = n'offre pas { $mechanism }
key-tokens-no-certificate = son certificat n'y est pas

# Le magasin de certificats de Windows.
store-rejected = la clé de ce certificat du magasin n'est pas une clé RSA qui est lue ici.
store-not-here = le magasin de certificats est celui de Windows : ce système n'en a pas.
store-not-here-hint = sur le poste Windows, exportez la bi-clé avec sa clé privée (certmgr.msc, ou plis key export), et donnez ce .pfx.
store-bad-thumbprint = « { $text } » n'est pas une empreinte de certificat.
store-bad-thumbprint-hint = copiez l'empreinte numérique du certificat dans certmgr.msc (40 chiffres et lettres de a à f, ou les 64 de SHA-256), et écrivez store: devant.
store-missing = aucun certificat du magasin n'a l'empreinte { $thumbprint } et une clé privée.
store-missing-hint = plis key import --store dit ceux qui y sont. S'il en a été supprimé, donnez le .pfx d'où il vient.
store-not-exportable = « { $provider } » ne laisse pas sortir cette clé privée du magasin.
store-not-exportable-hint = elle y a été mise sans être marquée comme exportable : elle ouvre sur ce poste, et là seulement. Gardez le .pfx d'où elle vient, ou faites une autre bi-clé.
store-form = le magasin de certificats ne prend pas une clé de cette forme.
store-form-hint = gardez-la dans un fichier (.pfx) : elle ouvre de là.
store-system = le magasin de certificats ne laisse pas employer cette clé ({ $code }).
store-system-hint = vérifiez que la carte est branchée, que ce compte a droit à la clé, et que votre accord a été donné à Windows ; sinon, donnez le .pfx.
store-empty = aucun certificat du magasin n'a de clé privée RSA.
store-empty-hint = importez d'abord le .pfx dans le magasin (double clic dans l'explorateur), ou donnez ce fichier à plis key import.
store-one = « { $cn } », { $thumbprint }
store-between = { " ; " }
store-which = { $count } certificats du magasin ont une clé privée : { $list }.
store-which-hint = dites lequel : plis key import --store EMPREINTE.
store-asks = Windows demande votre accord pour employer la clé « { $key } » : répondez dans sa fenêtre.
