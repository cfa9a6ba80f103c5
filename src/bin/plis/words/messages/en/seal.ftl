# Sealing, and looking at envelopes.

# $count (Number)
# $files (String) - the count
sealed = { $count ->
    [one] { $files } file encrypted
   *[other] { $files } files encrypted
}
# $count (Number)
# $certificates (String) - the count
sealed-for = { $count ->
    [one] to { $certificates } certificate.
   *[other] to { $certificates } certificates.
}
# $name (String) - whose
# $at (String) - when
seal-expired = the certificate of “{ $name }” ended on { $at }: it can still be opened, but bidders' tools refuse it.
# $name (String) - whose
# $at (String) - when
seal-not-yet = the certificate of “{ $name }” begins on { $at } only.
# $name (String) - whose
# $bits (String) - size
seal-weak = the RSA key of “{ $name }” has { $bits } bits only: that is too weak.
# $name (String) - whose
seal-usage = the certificate of “{ $name }” is not meant for encryption (keyEncipherment is missing).
# $name (String) - whose
seal-usage-curve = the certificate of “{ $name }” is not meant for encryption (keyAgreement is missing).

inspect-none = no file was found: check the paths, and that the share or the disk is mounted.
inspect-problem = Problem
inspect-structure = Structure
inspect-enveloped = EnvelopedData
inspect-auth-enveloped = AuthEnvelopedData (authenticated)
inspect-cipher = Encryption
# $cipher (String) - its name
# $bits (String) - of the tag
inspect-cipher-tag = { $cipher }, tag of { $bits } bits
# $cipher (String) - its name
inspect-unsupported = { $cipher } (not read)
# $count (Number) - how many
inspect-recipients = { $count ->
    [one] Recipient
   *[other] Recipients
}
inspect-size = File
inspect-content = Encrypted content
inspect-absent = absent
# $count (Number)
# $shown (String) - the count
inspect-octets = { $count ->
    [one] { $shown } octet
   *[other] { $shown } octets
}
# $size (String) - octets
# $count (String) - how many
inspect-chunks = { $size }, in { $count } pieces
inspect-attributes = Attributes
inspect-trailing = Octets after the end
# $count (Number)
inspect-authenticated = { $count ->
    [one] one authenticated
   *[other] { $count } authenticated
}
# $count (Number)
inspect-unprotected = { $count ->
    [one] one unprotected
   *[other] { $count } unprotected
}
inspect-limit = Limit
inspect-limit-value = At most
inspect-limit-unit = Unit
