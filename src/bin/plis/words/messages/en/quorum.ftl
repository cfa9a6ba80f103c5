# Keys of several people: shares, answers, opening.

# $number (String)
# $shares (String)
# $name (String)
# $custodian (String)
# $threshold (String)
share-text =
    Share { $number } of { $shares } of the secret that opens the key pair “{ $name }”.
    Given to { $custodian }.

    { $threshold } shares of { $shares } open the key pair together. One alone opens nothing and tells nothing.
    Keep this text secret: send it to nobody, leave it on no shared machine.
    Tell the registry that you have it: plis key prove NAME --share FILE
    All that follows counts; a line that begins with # is for you.
# $name (String)
# $shares (String)
key-split-done = key “{ $name }” split into { $shares } shares, each encrypted to one person.
# $threshold (String)
key-split-next = give each person their file. Nothing changes before all have shown their share (plis key prove NAME --share FILE): until then the key opens as before; from then on, only with { $threshold } shares.
# $number (String)
# $custodian (String)
# $file (String)
key-share-row = { $number } { $custodian }: { $file }
# $name (String)
# $numbers (String)
# $proved (String)
# $shares (String)
key-answered = key “{ $name }”: share { $numbers } recognised; { $proved } of { $shares } have been.
# $awaited (String)
key-answered-next = still missing: { $awaited }. The key opens as before until then.
# $name (String)
# $threshold (String)
# $shares (String)
key-quorum-whole = key “{ $name }”: every share is recognised. It opens with { $threshold } shares of { $shares } from now on, and the former password opens this file no more.
key-quorum-whole-hint = the former password still opens what was copied before: destroy exports, backups, and files of this key in the registry's folders deleted and replaced; another key of the registry on the same key pair is split apart.
key-term-quorum = Opened by
key-term-pending = Split awaiting answers
# $threshold (String)
# $shares (String)
# $set (String)
key-quorum-of = { $threshold } shares of { $shares } (set { $set })
# $number (String)
# $subject (String)
# $ends (String)
key-quorum-custodian = { $number }: { $subject }, certificate until { $ends }
# $number (String)
# $subject (String)
key-quorum-awaited = { $number }: { $subject }, share not shown yet
# $number (String)
# $subject (String)
key-quorum-answered = { $number }: { $subject }, share shown
# $missing (String)
# $key (String)
# $threshold (String)
# $shares (String)
quorum-missing = { $missing } more share(s) are needed to open { $key }: it takes { $threshold } of { $shares }.
quorum-missing-hint = give them with --share, one file for each decrypted share.
# $files (String)
quorum-foreign-hint = these files are of another set: { $files }. Look for the shares of this one.
# $key (String)
quorum-not-opened = the shares are good, and do not open { $key }: the key file is damaged.
quorum-not-opened-hint = take the registry from a backup.
# $key (String)
quorum-damaged = what the file of { $key } says of its people is damaged, or of a later version of plis: neither shares nor a password open it.
quorum-damaged-hint = restore the registry from a backup, or install the current version of plis.
# $file (String)
share-sealed = the share { $file } is still encrypted.
share-sealed-hint = decrypt it first: openssl cms -decrypt -inform DER -in FILE -inkey KEY.pem -out share.txt, or plis open FILE --key KEY.p12 -o FOLDER.
# $file (String)
share-none = { $file } is not a share.
share-none-hint = a share is the text got by decrypting the file that plis key split wrote.
# $file (String)
# $version (String)
share-version = the share { $file } is of a form ({ $version }) that this version does not know.
share-version-hint = install the current version of plis.
# $file (String)
share-damaged = the share { $file } is damaged: its text is not what was written.
share-damaged-hint = decrypt the file received once more.
# $file (String)
share-foreign = the share { $file } is of another key, or of another splitting of this one.
# $file (String)
share-wrong = the share { $file } is not the one that was made.
share-wrong-hint = decrypt the file received once more; else open with other people's shares.
# $file (String)
# $other (String)
share-twice = { $file } and { $other } are the same share.
share-twice-hint = it takes shares of different people.
# $source (String)
# $error (String)
share-unreadable = cannot read the share { $source }: { $error }.
# $threshold (String)
# $shares (String)
split-numbers = { $threshold } share(s) of { $shares }: it takes at least 2, no more than there are people, and at most 64 people.
split-numbers-hint = give one certificate for each person with --to, and how many must meet with --threshold.
# $why (String)
split-not-made = the key is not split: { $why }.
split-no-random = the system gives no random numbers
split-not-sealed = a share cannot be encrypted to one of the certificates
split-does-not-open = what was made does not open
# $file (String)
# $at (String)
custodian-expired = the certificate { $file } expired on { $at }: no share is encrypted to it.
# $file (String)
# $at (String)
custodian-not-yet = the certificate { $file } is valid from { $at } only: no share is encrypted to it.
# $file (String)
custodian-usage = the certificate { $file } is not made for encryption.
# $file (String)
# $bits (String)
custodian-weak = the key of { $file } has only { $bits } bits: it keeps no secret.
# $file (String)
custodian-own = { $file } is the certificate of the key that is split.
# $file (String)
# $other (String)
custodian-twice = { $file } and { $other } are of the same key or of the same name: each share goes to a different person.
custodian-hint = ask that person for an encryption certificate that is valid, and theirs alone.
# $name (String)
refused-not-split = “{ $name }” cannot be split: its file is not a copy kept in the registry's folder.
refused-not-split-hint = import its file without --reference; a registry on a server keeps former files, and does not split.
deed-rule-not-split = a file that is not the registry's copy
# $name (String)
# $threshold (String)
# $shares (String)
deed-key-split = Key “{ $name }” split: { $threshold } shares of { $shares } will open it once all have been shown.
# $name (String)
# $numbers (String)
deed-key-share-proved = Key “{ $name }”: share { $numbers } shown.
# $name (String)
# $threshold (String)
# $shares (String)
deed-key-quorum = Key “{ $name }”: opens with { $threshold } shares of { $shares }, and with nothing else.
# $numbers (String)
deed-joined = Shares joined: { $numbers }.
deed-asked-key-split = splitting of a key
# $numbers (String)
# $threshold (String)
# $shares (String)
# $set (String)
minutes-key-joined = opened by shares { $numbers } (it takes { $threshold } of { $shares }, set { $set })
# $key (String)
# $threshold (String)
# $shares (String)
open-key-without-shares = the key “{ $key }” opens with { $threshold } shares of { $shares }, and none was given: it is passed over.
