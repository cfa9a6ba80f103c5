# Ce que l'audit constate, et ce qu'il faut faire.

finding-consultations = { $count ->
    [one] la consultation { $names }
   *[other] { $shown } consultations ({ $names })
}
finding-names-more = { $count ->
    [one] { $names } et une autre
   *[other] { $names } et { $more } autres
}
finding-in-days = { $days ->
    [0] dans moins d'un jour
    [one] dans un jour
   *[other] dans { $shown } jours
}
finding-days = { $count ->
    [one] { $shown } jour
   *[other] { $shown } jours
}
finding-tied = Cette bi-clé sert à { $consultations }.

finding-expired-before-deadline = La bi-clé « { $key } » est terminée depuis le { $ends }, avant la date limite de { $consultations } : les entreprises ne peuvent plus chiffrer leurs plis.
finding-expires-before-deadline = La bi-clé « { $key } » se termine le { $ends }, avant la date limite de { $consultations } : les entreprises ne pourront pas chiffrer leurs plis jusqu'au bout.
finding-expires-within-margin = La bi-clé « { $key } » se termine le { $ends }, moins de { $margin } après la date limite de { $consultations } : si cette date est reportée, les entreprises ne pourront plus chiffrer leurs plis.
finding-expires-before-deadline-draft-remedy = Avant le lancement, affectez une bi-clé qui dure plus longtemps.
finding-expires-before-deadline-launched-remedy = L'affectation est définitive : prévenez la plateforme sans attendre, et avancez la date limite ou relancez la consultation avec une autre bi-clé.
finding-expires-before-deadline-remedy = Avant le lancement, affectez une bi-clé qui dure plus longtemps. Après, l'affectation est définitive : prévenez la plateforme sans attendre, et avancez la date limite ou relancez la consultation avec une autre bi-clé.
finding-not-yet-valid = la bi-clé « { $name } » ne commence que le { $begins }, et sert à { $consultations } : jusque-là, personne ne peut chiffrer pour elle.
finding-not-yet-valid-remedy = Affectez-en une autre si la consultation n'est pas lancée ; sinon, prévenez les entreprises ou reportez la publication.
finding-expired-in-use = La bi-clé « { $key } » est terminée depuis le { $ends } et sert encore à ouvrir { $consultations }.
finding-expired-in-use-remedy = Ne la supprimez pas : elle ouvre toujours. Clôturez la consultation quand plus personne n'a besoin d'en ouvrir les plis (plis consultation close).
finding-expires-soon = La bi-clé « { $key } » se termine le { $ends } ({ $left }) et sert à { $consultations }.
finding-expires-soon-remedy = Créez la suivante (plis key new) et affectez-la aux prochaines consultations ; gardez celle-ci jusqu'à la clôture.
finding-expires-unused = La bi-clé « { $key } » se termine le { $ends } ({ $left }) ; aucune consultation ouverte ne s'en sert.
finding-expires-unused-remedy = Remplacez-la avant le prochain lancement (plis key new).
finding-private-unknown = De la bi-clé « { $key } », seul le certificat est connu : sa clé privée n'est pas ici.
finding-private-missing = Le fichier de clé de « { $key } » n'est plus là.
finding-private-not-stored = La clé privée de « { $key } » n'est plus dans le magasin de certificats de Windows.
finding-private-missing-remedy = Retrouvez le .pfx (serveur partagé, sauvegarde, autre poste) et importez-le : plis key import.
finding-private-unreadable = Le fichier de clé de « { $key } » est illisible ou endommagé.
finding-private-unreadable-remedy = Retrouvez-en une copie saine (serveur partagé, sauvegarde, autre poste) et importez-la : plis key import.
finding-password-wrong = Le mot de passe donné n'ouvre pas le fichier de clé de « { $key } ».
finding-password-wrong-remedy = Cherchez le bon mot de passe dès maintenant. S'il est perdu, importez une copie dont le mot de passe est connu ; sinon, seule une bi-clé de secours ouvrira.
finding-mismatch = Le fichier de clé de « { $key } » ne contient pas la clé privée de son certificat.
finding-mismatch-remedy = Retrouvez le .pfx exporté avec la clé privée de ce certificat, et importez-le : plis key import.
finding-tried-at = Constaté le { $at }.
finding-file-why = En cause : { $why }.
finding-never-proved = Aucune vérification de la bi-clé « { $key } » n'a encore réussi.
finding-not-proved = La dernière vérification réussie de la bi-clé « { $key } » date du { $at }.
finding-not-proved-remedy = Vérifiez-la avec son mot de passe : plis key prove "{ $key }".
finding-emergency-missing = Aucune bi-clé de secours utilisable pour { $consultations }, entité { $entity }.
finding-emergency-missing-remedy = Ajoutez une bi-clé de secours à cette entité (plis key new NOM --role emergency --entity ENTITÉ) avant le prochain lancement. Ce qui est déjà lancé ne s'ouvrira qu'avec la bi-clé d'entité : faites-en une copie en lieu sûr.
finding-emergency-same = La bi-clé de secours « { $key } » est la même clé que la bi-clé d'entité « { $other } » pour { $consultations } : perdre l'une, c'est perdre l'autre.
finding-emergency-same-remedy = Créez une bi-clé de secours distincte, et conservez-la ailleurs.
finding-single-point = Un seul fichier, celui de la bi-clé « { $key } », ouvre tout ce qui a été chiffré pour { $consultations }.
finding-single-point-remedy = Faites-en une copie protégée par mot de passe en un autre lieu (plis key export), et ajoutez une bi-clé de secours avant le prochain lancement.
finding-weak = La bi-clé « { $key } » est faible au regard du RGS : { $faults }.
finding-weak-2048 = RSA { $bits } bits (moins de 2048)
finding-weak-3072 = RSA { $bits } bits (moins de 3072, pour un usage après 2030)
finding-weak-curve = { $curve }, groupe de { $bits } bits (moins de 256)
finding-weak-exponent = exposant public de 65536 ou moins
finding-weak-sha1 = certificat signé avec SHA-1
finding-weak-remedy = Remplacez-la par une bi-clé RSA de 3072 bits (plis key new) aux prochaines consultations.
finding-usage-unstated = Le certificat de « { $key } » ne dit pas à quoi sa clé peut servir.
finding-usage-no-encipherment = Le certificat de « { $key } » n'autorise pas le chiffrement de clés.
finding-usage-no-agreement = Le certificat de « { $key } » n'autorise pas l'accord de clés.
finding-usage-signs = Le certificat de « { $key } » autorise aussi la signature.
finding-usage-only-signs = Le certificat de « { $key } » autorise la signature, et non le chiffrement de clés.
finding-usage-only-signs-curve = Le certificat de « { $key } » autorise la signature, et non l'accord de clés.
finding-usage-remedy = Une clé, un usage : préférez une bi-clé réservée au chiffrement (plis key new).
finding-same-name = { $shown } bi-clés ont le champ CN « { $cn } » : { $keys }.
finding-same-name-remedy = Les plis s'y retrouvent, les personnes moins : donnez un CN différent à la prochaine.
finding-same-public-key = { $shown } certificats ont la même clé publique : { $keys }.
finding-same-public-key-remedy = Perdre leur clé privée, c'est les perdre tous : créez une nouvelle clé à chaque renouvellement (plis key new).
finding-stranger = Un pli de { $consultations } est chiffré pour un certificat que le registre ne connaît pas : { $certificate }.
finding-stranger-serial = il se dit émis par « { $issuer } », numéro { $serial }
finding-stranger-ski = identifiant de clé { $ski }
finding-stranger-remedy = Cherchez cette bi-clé sur les autres postes et importez-la, ou demandez à la plateforme quel certificat elle a employé.
finding-deletable = Plus aucune consultation ouverte n'a besoin de la bi-clé « { $key } ».
finding-deletable-remedy = Elle peut être supprimée (plis key delete). Gardez-la si des plis chiffrés sont archivés : ils doivent pouvoir s'ouvrir cinq ans au moins (R. 2184-12).

audit-title = Audit des bi-clés
audit-subtitle = Au { $at }
audit-severity-critical = Critique
audit-severity-warning = Avertissement
audit-severity-info = Information
audit-column-severity = Gravité
audit-column-message = Constat
audit-column-remedy = Que faire
audit-column-days = Jours restants
audit-nothing = Rien à signaler.
audit-findings = Constats
audit-unended = Ouvertures sans fin inscrite
audit-aside = Bi-clés supprimées, gardées de côté
audit-aside-one = « { $name } », supprimée le { $deleted }, gardée jusqu'au { $until } (plis key restore)
audit-aside-missing = « { $name } », supprimée le { $deleted } : son fichier n'est plus là
audit-keys = Bi-clés
audit-no-keys = Aucune bi-clé.
audit-summary = Bi-clés : { $keys } ; consultations ouvertes : { $consultations } ; constats critiques : { $critical } ; avertissements : { $warning } ; informations : { $info }.
audit-page = Page
audit-of = sur
audit-counts = critiques : { $critical }, avertissements : { $warning }
audit-hidden = { $count ->
    [one] Une information n'est pas montrée : --all.
   *[other] { $shown } informations ne sont pas montrées : --all.
}
audit-calendar = Bi-clés et dates limites
audit-calendar-key = Fin de la bi-clé « { $key } »
audit-calendar-key-text = { $role }, champ CN { $cn }. { $needed }
audit-calendar-key-needed = Sert à { $consultations }.
audit-calendar-key-idle = Aucune consultation ouverte ne s'en sert.
audit-calendar-deadline = Date limite de la consultation { $reference }
audit-calendar-deadline-text = Entité { $entity } ; { $state }.
