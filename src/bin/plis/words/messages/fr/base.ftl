# Intitulés, erreurs de saisie, et erreurs que toute commande peut rencontrer.

heading-error = erreur :
heading-hint = conseil :
heading-warning = attention :

usage-no-key = aucune clé n'est donnée : rien ne peut être ouvert.
usage-no-key-hint = indiquez le fichier de la bi-clé d'entité avec --key FICHIER (.p12, .pfx ou .pem), ou les bi-clés du registre avec --consultation RÉF.
usage-password-count = { $sources } sources de mot de passe pour { $files ->
    [one] un seul fichier de clé.
   *[other] { $files } fichiers de clés.
}
usage-password-count-hint = donnez --password une fois pour tous les fichiers de clés, ou une fois par fichier, dans leur ordre (bi-clés d'entité, puis de secours).
usage-password-source = une option de mot de passe dit où le lire ; elle ne contient jamais le mot de passe.
usage-password-source-hint = utilisez env:VARIABLE, file:CHEMIN, fd:NUMÉRO ou prompt.
usage-password-source-hint-windows = utilisez env:VARIABLE, file:CHEMIN ou prompt.
usage-place-not-one = l'adresse du registre n'est pas écrite comme une adresse.
usage-place-password = un mot de passe n'a pas sa place dans l'adresse du registre : d'autres le verraient.
usage-place-unknown = l'adresse du registre dit { $name }, qui n'est pas connu ici.
usage-place-unverified = sslmode={ $mode } ne dit pas qui répond : sslmode=verify-full le dit.
usage-place-no-service = aucun service { $name } n'est dans les fichiers de services.
usage-place-missing = ni l'adresse du registre, ni un service, ni l'environnement ne donne « { $name } ».
usage-place-not-built = ce programme est construit sans registre sur un serveur : il ne connaît que des dossiers.
usage-place-not-built-hint = installez le paquet Debian, qui a tout, ou construisez plis avec la fonctionnalité postgres.
usage-place-hint = écrivez postgres://COMPTE@HÔTE/BASE, ou le chemin d'un dossier.
usage-place-password-hint = mettez-le dans PGPASSWORD, dans le fichier .pgpass ou dans le fichier de services.
usage-not-an-instant = { $option } n'est pas une date et une heure : « { $text } ».
usage-short-year = l'année de « { $text } » n'a que deux chiffres : écrivez-la en entier.
usage-month-first = dans « { $text } », le mois est avant le jour, ou peut l'être : écrivez jour, mois, année et une heure sur 24, ou 2026-11-01 10:00:00.
usage-contradictory = « { $text } » se contredit : le jour de la semaine, le fuseau ou l'heure n'est pas celui de cette date.
usage-skipped = { $text } n'existe pas dans le fuseau { $zone } : l'horloge saute ce moment (passage à l'heure d'été).
usage-ambiguous = { $text } arrive deux fois dans le fuseau { $zone }, à { $first } et à { $second } (passage à l'heure d'hiver).
usage-unknown-zone = fuseau horaire inconnu : « { $name } ».
usage-unknown-zone-hint = donnez un nom de la base de fuseaux IANA, comme Europe/Paris ou Indian/Reunion.
usage-instant-hint = écrivez la date et l'heure, par exemple 01/03/2026 12:00 ou 2026-03-01T12:00, à l'heure de --timezone ; ou avec un décalage, 2026-03-01T12:00:00+01:00.
usage-unknown-argument = argument inconnu : { $argument }.
usage-unknown-command = commande inconnue : { $name }.
usage-value = « { $value } » n'est pas une valeur de { $argument }.
usage-range = donnez un nombre entier de { $min } à { $max }.
usage-critical-before-warning = --crit { $crit } est plus grand que --warn { $warn } : un constat serait critique avant d'être un avertissement.
usage-critical-before-warning-hint = donnez à --crit un nombre de jours plus petit qu'à --warn (30 et 60 sauf indication).
usage-missing = { $count ->
    [one] il manque un argument : { $arguments }.
   *[other] il manque des arguments : { $arguments }.
}
usage-missing-path-hint = écrivez d'abord les chemins, puis les options : ce qui suit --key, --password ou --to est lu comme une de leurs valeurs.
usage-conflict = { $argument } ne s'emploie pas avec { $others }.
usage-no-value = il manque la valeur de { $argument }.
usage-repeated = { $argument } est donné plusieurs fois.
usage-not-utf8 = un argument contient des caractères qui ne sont pas dans l'encodage du système (UTF-8).
usage-other = ce qui a été saisi n'est pas compris.
usage-suggestion = vouliez-vous dire { $suggestion } ?
usage-possible-values = valeurs possibles : { $values }.
usage-line = { $usage }
usage-help-hint = plis --help donne la liste des commandes ; plis COMMANDE --help, ses options.

error-output = impossible d'écrire sur la sortie standard : { $error }.
error-read = impossible de lire { $path } : { $error }.
error-read-hint = vérifiez le chemin et vos droits de lecture.
error-write = impossible d'écrire { $path } : { $error }.
error-write-hint = vérifiez que le dossier existe, que vous pouvez y écrire et que le disque n'est pas plein.
error-no-folder = le dossier { $folder } n'existe pas : { $file } n'a pas été écrit.
error-no-folder-hint = créez d'abord ce dossier, ou vérifiez le chemin, et que le disque ou le partage est bien connecté.

confined-held = Le système retient cette exécution (Landlock, seccomp) : { $what }.
confined-not = Le système ne sait pas retenir cette exécution : { $what }.
confined-files = ses seuls fichiers d'entrée et de sortie
confined-network = pas de TCP
confined-devices = pas de commande d'appareils
confined-others = ni signaux ni prises abstraites vers d'autres processus
confined-calls = ni nouveau programme, ni processus, ni prise réseau, ni mémoire exécutable
