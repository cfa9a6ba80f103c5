# Passwords and key files.

# $file (String) - the key file
password-prompt = Password of { $file }:
password-prompt-plain = Password:
# $file (String) - the key file
password-new = New password of { $file }:
# $file (String) - the key file
password-again = The same again, for { $file }:
# $left (Number) - tries left
password-wrong-again = Wrong password. { $left ->
    [one] One try left.
   *[other] { $left } tries left.
}

# $file (String) - the key file
password-no-source = { $file } needs a password, and there is no terminal to ask for it.
# $option (String) - what says where a password is
password-no-source-hint = say where to read it: { $option } file:PATH, { $option } env:VARIABLE or { $option } fd:NUMBER.
# $option (String) - what says where a password is
password-no-source-hint-windows = say where to read it: { $option } file:PATH or { $option } env:VARIABLE.
# $name (String) - the variable
password-no-variable = the variable { $name } is not set: there is no password in it.
password-no-variable-hint = set it in the environment of this command, or use --password file:PATH. An empty value is the empty password.
password-not-utf8 = the password is not written in UTF-8.
password-not-utf8-hint = save the file as UTF-8, or type the password with --password prompt.
# $source (String) - where it was to be read
# $error (String) - the system's words
password-unreadable = the password cannot be read from { $source }: { $error }.
password-unreadable-hint = check the path and your rights.
password-terminal = the terminal
# $number (String) - the descriptor
password-descriptor = descriptor { $number }
password-descriptor-closed = it is not open
password-nobody-writes = it is a pipe, and nobody writes to it
# $number (String) - the descriptor
password-descriptor-hint = open it for this command: plis ... --password fd:{ $number } { $number }< FILE
password-no-descriptors = fd:NUMBER cannot be used on this system.
password-differs = the two passwords differ: nothing was written.

# $file (String) - the key file
# $error (String) - the system's words
key-file-io = the key file { $file } cannot be read: { $error }.
key-file-io-hint = check the path and your rights.
# $file (String) - the key file
key-file-password-needed = the key file { $file } needs a password.
key-file-password-needed-hint = say where to read it with --password.
# $file (String) - the key file
key-file-wrong-password = wrong password for { $file }, or damaged file.
key-file-wrong-password-hint = check capitals, the keyboard's layout, and that this password is that file's. A lost password cannot be found again: look for another copy of the key pair, or open with the emergency one (--emergency-key and --reason).
# $file (String) - the key file
key-file-not-a-key-file = { $file } is not a key file.
key-file-not-a-key-file-hint = a key file is a .p12 or .pfx, or a .pem with a private key and its certificate.
# $file (String) - the key file
key-file-no-private-key = { $file } holds no private key: it encrypts, it does not open.
key-file-no-private-key-hint = a .cer or .p7b is the public half. Look for the .p12 or .pfx that was exported “with the private key”.
# $file (String) - the key file
# $algorithm (String) - its algorithm
key-file-not-used = the private key in { $file } is neither an RSA key, nor one of the curves P-256, P-384, P-521 and X25519, nor an ML-KEM key ({ $algorithm }): envelopes are not encrypted to it.
# $file (String) - the key file
key-file-no-certificate = no certificate in { $file } belongs to its private key.
key-file-no-certificate-hint = export the key again with its certificate, or put the certificate behind the key in the .pem.
# $file (String) - the key file
# $what (String) - what is wrong
key-file-malformed = the key file { $file } is damaged: { $what }.
key-file-malformed-hint = take it again from where it is kept: a shared server, a backup, another workstation.
# $file (String) - the key file
# $oid (String) - the algorithm
key-file-unsupported = the key file { $file } uses an algorithm that is not read: { $oid }.
key-file-unsupported-hint = export it again as AES256-SHA256 or TripleDES-SHA1.
# $file (String) - the key file
# $limit (String) - the limit
# $value (String) - its value
key-file-too-large = the key file { $file } is above a limit: { $limit }, at most { $value }.
# $file (String) - the key file
# $bits (String) - its size
key-file-size = the RSA key in { $file } has { $bits } bits, a size that is not used.
# $file (String) - the key file
key-file-inconsistent = the private key in { $file } is damaged: its numbers do not belong together.
# $file (String) - the key file
# $why (String) - why not
key-file-certificate-unreadable = { $file } holds the certificate of its private key, but it cannot be read: { $why }.
key-file-certificate-unreadable-hint = ask the authority that issued the certificate for it again and put it after the key in a .pem, or take another copy of the key file.
# $file (String) - the key file
key-file-windows-accounts = { $file } is protected for Windows accounts or groups, not by a password that you know.
key-file-windows-accounts-hint = open a Windows session with one of these accounts, import the .pfx, then export it again with a password. If a password was chosen at the export too, give that one.
# $file (String) - the key file
# $octets (String) - octets of the key
key-file-mac-key = the integrity check of { $file } (PBMAC1) rests on a key of { $octets } octet(s); 20 to 64 are needed.
key-file-mac-key-hint = a key that short can be guessed: nothing shows that the file is unchanged. Export it again as AES256-SHA256 from the workstation where the bi-clé is installed.
broken-not-a-certificate = these octets are not a certificate
# $limit (String) - the limit
# $value (String) - its value
broken-too-large = it is above a limit ({ $limit }, at most { $value })
broken-cut = it is cut off
broken-type = a field is not of the type expected
broken-length = a length cannot be
broken-after = octets follow the end
broken-deep = too many levels inside one another
broken-number = a number is out of bounds
broken-identifier = an object identifier cannot be read
broken-name = a name cannot be read

# $file (String) - the key file
key-file-warning-no-mac = { $file } has no integrity check: nothing shows that it is unchanged.
# $file (String) - the key file
key-file-warning-orphan = { $file } holds a private key without its certificate; it is passed over.
# $file (String) - the key file
key-file-warning-not-used = { $file } holds a private key of a kind that envelopes are not encrypted to; it is passed over.
# $file (String) - the key file
key-file-warning-key = { $file } holds a private key that cannot be read; it is passed over.
# $file (String) - the key file
key-file-warning-dates = { $file } holds a certificate with a date that no calendar has: the nearest is taken. It opens all the same.
# $file (String) - the key file
# $count (String) - how many
key-file-warning-trailing = { $file }: { $count } octet(s) after the end, passed over.
# $file (String) - what was written
privacy-none = { $file } is on a file system that keeps nobody out (a USB stick, FAT, exFAT, some shares): keys and opened envelopes written there can be read by others. Prefer a disk that keeps permissions.
# $file (String) - the key file
# $why (String) - why not
key-file-warning-certificate = { $file } holds a certificate that cannot be read ({ $why }); it is passed over.

# $file (String) - the certificate file
certificate-not-one = { $file } is not a certificate.
certificate-not-one-hint = give the .cer, .crt, .pem or .p7b that the platform or the buyer published.
# $file (String) - the certificate file
# $what (String) - what is wrong
certificate-malformed = the certificate { $file } is damaged: { $what }.

# $token (String) - the token
pin-prompt = PIN of the token “{ $token }”:
# $given (String) - the address
token-uri-scheme = { $given } is not the address of a token.
# $given (String) - the address
# $part (String) - a part of it
token-uri-part = { $given }: “{ $part }” is not understood.
# $given (String) - the address
# $part (String) - a part of it
token-uri-twice = { $given }: “{ $part }” stands there twice.
# $given (String) - the address
# $kind (String) - what it asks for
token-uri-kind = { $given } names something else than a private key: “{ $kind }”.
token-uri-hint = write it as pkcs11:token=LABEL;object=KEY, other characters than letters and digits as %XX (RFC 7512).
token-uri-pin = an address never holds a PIN: other users of this machine can see it.
token-uri-pin-hint = say where the PIN is read with --password. Consider this one known, and change it.
# $given (String) - the address
token-not-built = { $given }: this program was built without tokens (PKCS#11).
# $given (String) - the address
token-no-module = { $given }: nothing says which module speaks to the token.
# $variable (String) - a variable of the environment
token-no-module-hint = set { $variable } to the path of the module that the token's maker gives (a .so or .dll), or add it behind the address (pkcs11:...?module-path=PATH).
# $path (String) - the module
token-relative-module = the module “{ $path }” is not named by its whole path.
# $path (String) - the module
# $why (String) - what the system says
token-module = the module { $path } cannot be loaded: { $why }.
token-module-hint = check that it is the PKCS#11 module of the token's maker, for this processor.
# $given (String) - the address
# $present (String) - tokens
token-none = no token is { $given }. There: { $present }.
token-none-hint = check that the token is plugged in and that its reader works, then run again.
# $given (String) - the address
# $named (String) - tokens
token-several = several tokens are { $given }: { $named }.
token-several-hint = name one by its serial number (serial=).
# $given (String) - the address
token-pin-wrong = the token { $given } does not take this PIN. It was tried once.
token-pin-wrong-hint = check it before you try again: after a few wrong ones a token locks itself for good.
# $given (String) - the address
token-pin-last = the token { $given } says that one more wrong PIN locks it: none was tried.
token-pin-last-hint = use the tool of the token's maker, with the PIN that you are sure of.
# $given (String) - the address
token-pin-locked = the token { $given } is locked: too many wrong PINs.
token-pin-locked-hint = the token's administrator may unlock it. Until then, open with the emergency key (--emergency-key and --reason).
# $given (String) - the address
token-pin-expired = the PIN of the token { $given } has expired: it must be changed first.
# $given (String) - the address
# $present (String) - keys
token-no-key = no RSA private key is { $given }. There: { $present }.
token-no-key-hint = check the key's label (object=) or identifier (id=).
# $given (String) - the address
# $key (String) - the key
token-no-certificate = the token { $given } holds no certificate of the key “{ $key }”.
token-no-certificate-hint = give its certificate (.cer) as well: --key pkcs11:... --key certificate.cer.
# $given (String) - the address
# $why (String) - why
token-rejected = the key { $given } cannot be used: { $why }.
# $given (String) - the address
# $fault (String) - what is the matter
token-unavailable = the token { $given } did not do its part: { $fault }.
token-nothing = nothing
# $name (String) - a name
token-named = “{ $name }”
key-tokens-caption = Keys of the token
key-tokens-answers = answers
key-tokens-wrong = answers wrong
# $mechanism (String) - what it does not offer
key-tokens-lacks = does not offer { $mechanism }
key-tokens-no-certificate = its certificate is not there

# The certificate store of Windows.
store-rejected = the key of this certificate of the store is not an RSA key that is read here.
store-not-here = the certificate store is Windows's: this system has none.
store-not-here-hint = on the Windows workstation, export the key with its private key (certmgr.msc, or plis key export), and give that .pfx.
# $text (String) - what was given
store-bad-thumbprint = “{ $text }” is not the thumbprint of a certificate.
store-bad-thumbprint-hint = copy the thumbprint of the certificate from certmgr.msc (40 digits and letters from a to f, or the 64 of SHA-256), and write store: before it.
# $thumbprint (String) - what the store calls a certificate
store-missing = no certificate of the store has the thumbprint { $thumbprint } and a private key.
store-missing-hint = plis key import --store says which are there. If it was deleted, give the .pfx it came from.
# $provider (String) - who keeps the key
store-not-exportable = “{ $provider }” does not let this private key out of the store.
store-not-exportable-hint = it was put there without being marked as exportable: it opens on this workstation, and only there. Keep the .pfx it came from, or make another key.
store-form = the certificate store does not take a key of this form.
store-form-hint = keep it in a file (.pfx): it opens from there.
# $code (String) - the system's number
store-system = the certificate store does not let this key be used ({ $code }).
store-system-hint = check that the card is plugged in, that this account may use the key, and that Windows was given your consent; otherwise give the .pfx.
store-empty = no certificate of the store has an RSA private key.
store-empty-hint = import the .pfx into the store first (double click in the explorer), or give that file to plis key import.
# $cn (String) - the certificate's common name
# $thumbprint (String) - what the store calls it
store-one = “{ $cn }”, { $thumbprint }
store-between = { "; " }
# $count (String) - how many
# $list (String) - which
store-which = { $count } certificates of the store have a private key: { $list }.
store-which-hint = say which: plis key import --store THUMBPRINT.
# $key (String) - the key
store-asks = Windows asks for your consent to use the key “{ $key }”: answer in its window.
