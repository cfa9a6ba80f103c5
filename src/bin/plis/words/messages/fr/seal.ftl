# Chiffrer, et examiner des plis.

sealed = { $count ->
    [one] { $files } fichier chiffré
   *[other] { $files } fichiers chiffrés
}
sealed-for = { $count ->
    [one] pour { $certificates } certificat.
   *[other] pour { $certificates } certificats.
}
seal-expired = le certificat de « { $name } » a expiré le { $at } : il ouvre encore, mais les outils des entreprises le refusent.
seal-not-yet = le certificat de « { $name } » ne commence que le { $at }.
seal-weak = la clé RSA de « { $name } » n'a que { $bits } bits : c'est trop faible.
seal-usage = le certificat de « { $name } » n'est pas destiné au chiffrement (keyEncipherment manque).
seal-usage-curve = le certificat de « { $name } » n'est pas destiné au chiffrement (keyAgreement manque).

inspect-none = aucun fichier n'a été trouvé : vérifiez les chemins, et que le partage ou le disque est bien monté.
inspect-problem = Problème
inspect-structure = Structure
inspect-enveloped = EnvelopedData
inspect-auth-enveloped = AuthEnvelopedData (authentifié)
inspect-cipher = Chiffrement
inspect-cipher-tag = { $cipher }, sceau de { $bits } bits
inspect-unsupported = { $cipher } (n'est pas lu)
inspect-recipients = { $count ->
    [one] Destinataire
   *[other] Destinataires
}
inspect-size = Fichier
inspect-content = Contenu chiffré
inspect-absent = absent
inspect-octets = { $count ->
    [one] { $shown } octet
   *[other] { $shown } octets
}
inspect-chunks = { $size }, en { $count } morceaux
inspect-attributes = Attributs
inspect-trailing = Octets après la fin
inspect-authenticated = { $count ->
    [one] un authentifié
   *[other] { $count } authentifiés
}
inspect-unprotected = { $count ->
    [one] un non protégé
   *[other] { $count } non protégés
}
inspect-limit = Limite
inspect-limit-value = Au plus
inspect-limit-unit = Unité
