## .zip archives: what keeps one, or a file in it, from being read.

archive-no-directory = this archive is incomplete: the list of what is in it, which is at its end, is missing.
archive-directory = this archive is damaged: the list of what is in it cannot be read, or is not what is there.
archive-cut-off = the archive ends before this file does.
archive-size = this file is not as long as the archive says.
archive-checksum = this file does not pass the archive's check: it is damaged.
archive-packing = this file cannot be unpacked: the archive is damaged.
archive-overlapping = the archive gives the octets of this file to another one as well: it was not read.
archive-download-hint = download the archive again and run the same command. If it is the same, ask your platform's support to make it again.
archive-encrypted = a password protects this file in the archive: it was not read.
archive-encrypted-hint = take the files out of the archive into a folder with its password, then open that folder.
# $method (String) - number of the method
archive-method = the archive packs this file by a method that is not read (no. { $method }).
archive-method-hint = take the files out of the archive into a folder with the program that made it, then open that folder.
archive-name = the name of this file leads out of the archive: it was not read.
archive-name-hint = no usual tool writes such a name: ask your platform's support where the archive comes from, and keep it as it was received.
archive-duplicate = the archive holds several files of this name: which one is the envelope cannot be told.
archive-duplicate-hint = ask your platform's support for an archive in which each file has its own name, or download these plis one by one.
archive-changed = the archive was replaced or changed during the opening.
archive-changed-hint = run the same command again when nothing changes the archive any more.
archive-closed = this file is no envelope but a .zip archive, which was not walked: nothing in it is known as an envelope, it holds too many files, or it is in an archive itself.
archive-closed-hint = if there are envelopes in it, give the archive itself to plis open, out of any archive. Keep the file as it was received.
