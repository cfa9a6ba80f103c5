use base64ct::{Base64, Encoding as _};

use super::*;
use crate::{
    cms::{
        container::Container,
        envelope::{Armor, FileKind},
    },
    limits,
};

/// As much text as may stand before a message.
const LIMIT: usize = 4 << 20;

fn base64(width: usize, end: &str) -> String {
    let text = Base64::encode_string(&CBC.message());
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    lines.join(end) + end
}

fn pem(label: &str) -> String {
    format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", base64(64, "\n"))
}

/// As `openssl cms -encrypt` writes it by default.
const SMIME: &str = "MIME-Version: 1.0\nContent-Disposition: attachment; filename=\"smime.p7m\"\n\
    Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\n\
    Content-Transfer-Encoding: base64\n\n";

fn opens(armor: Armor, text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    let shown = String::from_utf8_lossy(text);
    let opened = open(text, &hex(CBC.key)).unwrap_or_else(|failure| panic!("{failure:?}\n{shown}"));
    assert_eq!(opened.plaintext, PLAINTEXT, "{shown}");
    assert_eq!(opened.envelope.armor, armor, "{shown}");
    let opened = open_in(Dribble::new(text), &hex(CBC.key), &mut Buffer::with_size(0)).expect("byte by byte");
    assert_eq!(opened.plaintext, PLAINTEXT, "{shown}");
}

/// The same, where only what is read ahead comes in one piece.
fn opens_in_drops(armor: Armor, text: &[u8]) {
    let opened = open_in(Dribble::after_the_first(text), &hex(CBC.key), &mut Buffer::with_size(0))
        .unwrap_or_else(|failure| panic!("{failure:?}, {:?}", String::from_utf8_lossy(&text[AHEAD - 50..])));
    assert_eq!((opened.plaintext.as_slice(), opened.envelope.armor), (PLAINTEXT, armor));
}

fn found(text: &[u8]) -> FileKind {
    match Envelope::read(text) {
        Err(EnvelopeError::NotAnEnvelope { found }) => found,
        other => panic!("{:?} {other:?}", String::from_utf8_lossy(text)),
    }
}

#[test]
fn armours_and_encodings_have_names() {
    use crate::cms::envelope::Encoding;
    let armours = [Armor::Der, Armor::Pem, Armor::Base64, Armor::Smime].map(Armor::name);
    assert_eq!(armours, ["der", "pem", "base64", "smime"]);
    assert_eq!([Encoding::Der, Encoding::Ber].map(Encoding::name), ["der", "ber"]);
}

#[test]
fn octets_as_they_are() {
    assert_eq!(limits::TEXT.value, LIMIT as u64);
    opens(Armor::Der, CBC.message());
}

#[test]
fn base64_of_any_width() {
    for width in [1, 2, 3, 4, 5, 63, 64, 65, 76, 1000] {
        for end in ["\n", "\r\n", "\r", " \n", "\n\n"] {
            opens(Armor::Base64, base64(width, end));
        }
    }
    opens(Armor::Base64, format!("\u{feff}\r\n \n{}\n\n", base64(76, "\r\n")));
    opens(Armor::Base64, base64(1000, "").trim_end_matches('='));
}

#[test]
fn pem_of_any_label() {
    for label in ["CMS", "PKCS7", "PKCS #7 SIGNED DATA", "ENCRYPTED MESSAGE", "MESSAGE"] {
        opens(Armor::Pem, pem(label));
        opens(Armor::Pem, pem(label).replace('\n', "\r\n"));
    }
    opens(Armor::Pem, format!("\u{feff}Pli de la société\nDupont : offre\n\n{}et après -----", pem("CMS")));
    opens(Armor::Pem, pem("CMS").trim_end());
    opens(Armor::Pem, pem("CMS").replacen('\n', "\nProc-Type: 4,CLEAR\n folded\n\n", 1));
    opens(Armor::Pem, pem("CMS").replace("=-", "-").replace("==", "").replace("=\n-", "\n-"));
    opens(Armor::Pem, format!("-----BEGIN CMS-----\n{}\n-----END CMS-----", base64(1000, "")));
}

#[test]
fn mime_headers() {
    let smime = format!("{SMIME}{}\n", base64(64, "\n"));
    opens(Armor::Smime, &smime);
    opens(Armor::Smime, smime.replace('\n', "\r\n"));
    opens(Armor::Smime, smime.replace("pkcs7-mime; ", "x-pkcs7-mime;\n\t"));
    opens(Armor::Smime, smime.replace("Content-Type: ", "CONTENT-TYPE:\n "));
    opens(Armor::Smime, smime.replace("enveloped-data", "authEnveloped-data"));
    opens(Armor::Smime, format!("Received: from somewhere\n by elsewhere\nSubject: h\u{e9}\n{smime}"));
    opens(Armor::Smime, format!("Bonjour,\nvoici le pli :\n\n{smime}"));
    let parts =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nBonjour\n--b\n";
    opens(Armor::Smime, format!("{parts}{smime}--b--\nand more"));
    opens(Armor::Smime, smime.clone() + "--");
    for ends in ["\n", "\r\n"] {
        let header = SMIME.replace("base64", "binary").replace('\n', ends);
        opens(Armor::Smime, [header.as_bytes(), &CBC.message()].concat());
        opens(Armor::Smime, [header.as_bytes(), &CBC.message(), ends.as_bytes()].concat());
        opens(Armor::Smime, [header.as_bytes(), ends.as_bytes(), &CBC.message()].concat());
    }
}

/// Places in a message where what is read ahead may end: in its header, at its end, here and there between.
fn places(len: usize) -> impl Iterator<Item = usize> {
    (0..len).filter(move |place| *place < 200 || place + 130 > len || place % 16 == 0)
}

#[test]
fn wherever_what_is_read_ahead_ends() {
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let fields = pem("CMS").replacen('\n', "\nProc-Type: 4,CLEAR\n folded\n\n", 1);
    let text = |text: String| text.into_bytes();
    let binary = [SMIME.replace("base64", "binary").as_bytes(), &CBC.message(), b" \r\n\r\n"].concat();
    for (armor, message) in [
        (Armor::Pem, text(pem("CMS") + certificate)),
        (Armor::Pem, text(fields)),
        (Armor::Smime, text(format!("{SMIME}{}\n", base64(64, "\n")))),
        (Armor::Smime, binary),
        (Armor::Base64, text(base64(76, "\r\n"))),
    ] {
        for place in places(message.len()) {
            let blanks = " ".repeat(AHEAD - place - 1);
            opens_in_drops(armor, &[blanks.as_bytes(), b"\n", &message].concat());
        }
        // It begins where as much has been read ahead as ever is.
        if armor == Armor::Base64 {
            opens_in_drops(armor, &[" ".repeat(LIMIT - 6).as_bytes(), b"\n", &message].concat());
        }
        // It begins behind what is read ahead.
        opens_in_drops(armor, &[" ".repeat(AHEAD).as_bytes(), b"\n", &message].concat());
    }
    for place in places(pem("CMS").len()) {
        opens_in_drops(Armor::Pem, format!("{}\n{}", "a".repeat(AHEAD - place - 1), pem("CMS")).as_bytes());
    }
}

#[test]
fn one_long_line() {
    let plaintext = vec![b'x'; 200_000];
    let base64 = Base64::encode_string(&Draft::cbc(&plaintext).der());
    for (armor, text) in [
        (Armor::Base64, base64.clone()),
        (Armor::Pem, format!("-----BEGIN CMS-----\n{base64}\n-----END CMS-----\n")),
        (Armor::Smime, format!("{SMIME}{base64}\n")),
    ] {
        let opened = open(text.as_bytes(), &KEY).expect("opens");
        assert!(opened.plaintext == plaintext);
        assert_eq!(opened.envelope.armor, armor);
        // The offset of an end that is missing is that of the message, whatever stands around it.
        let start = text.find(&base64[..20]).expect("its beginning");
        for cut in [5, 40_000, 100_000, 250_000] {
            let octets = cut / 4 * 3;
            let failure = open(&text.as_bytes()[..start + cut / 4 * 4], &KEY).expect_err("cut");
            let (Failure::Header(EnvelopeError::Structure(BerError::Truncated { offset }))
            | Failure::Content(ContentError::Structure(BerError::Truncated { offset }))) = failure
            else {
                panic!("{failure:?}")
            };
            assert_eq!(offset, octets as u64, "{armor:?}, {cut}");
        }
    }
}

#[test]
fn what_is_no_message_says_so() {
    assert_eq!(found(b""), FileKind::Empty);
    assert_eq!(found(b" \r\n\n"), FileKind::Empty);
    assert_eq!(found(b"\xef\xbb\xbf"), FileKind::Empty);
    let texts: [&[u8]; 16] = [
        b"0",
        b"01/02/2026 un fichier texte",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"Madame, Monsieur,\n\nveuillez trouver notre offre.\n",
        b"Subject: note\nContent-Type: text/plain\n\nMIIB\n",
        b"{\"offre\": 1}",
        b"Mise en page",
        b"-----BEGIN nothing\nMIIB\n",
        b"-----BEGIN -----\nMIIB\n-----END -----\n",
        b"-----BEGINNING OF THE OFFER-----\nMIIB\n",
        b"-----BEG\nMIIB\n",
        b"Bonjour\n-----BEG",
        b"Subject: note\n\n application/pkcs7-mime\n\nMIIB\n",
        b"<?xml version=\"1.0\"?><offre/>",
        b"\x00\x01\x02",
        b"0\x03\x02\x01\x05",
    ];
    for text in texts {
        assert_eq!(found(text), FileKind::SomethingElse);
    }
    // A message but for its first octet, which is that of a SET.
    let set = [&[0x31], &CBC.message()[1..]].concat();
    let set = format!("-----BEGIN CMS-----\n{}\n-----END CMS-----\n", Base64::encode_string(&set));
    assert_eq!(found(set.as_bytes()), FileKind::SomethingElse);
    let long = b"une ligne de texte\n".repeat(1 << 16);
    assert_eq!(found(&long), FileKind::SomethingElse);
    assert_eq!(found(&vec![b'a'; 1 << 20]), FileKind::SomethingElse);
    // A message is not looked for after octets that are no text, nor after too much text.
    for before in [b"\0\x01\n".as_slice(), b"\x7fELF\n", &b"bla\n".repeat(LIMIT / 4 + 1)] {
        assert_eq!(found(&[before, pem("CMS").as_bytes()].concat()), FileKind::SomethingElse);
    }
    // Base64 in one long line is a message when it comes first only.
    assert_eq!(found(&[b"Bonjour\n".as_slice(), &b"MIIB".repeat(1 << 18)].concat()), FileKind::SomethingElse);
    // Header fields end at a blank line, read ahead or not.
    let header =
        "Content-Type: text/plain\n\n application/pkcs7-mime\n\n".to_owned() + &"bla\n".repeat(1 << 14);
    assert_eq!(found(header.as_bytes()), FileKind::SomethingElse);
}

#[test]
fn a_type_without_an_end_is_shown_in_hex() {
    for (len, shown) in [(64, "1.2.1"), (65, "0x2a01")] {
        let kind = tlv(id::OID, &[&[0x2a], &vec![1; len - 1]]);
        let FileKind::ContentType(oid) = found(&tlv(0x30, &[&kind, &tlv(0xa0, &[])])) else {
            panic!("a type")
        };
        assert!(oid.starts_with(shown), "{len}: {oid}");
    }
    assert_eq!(FileKind::ContentType("1.2".to_owned()).to_string(), "a CMS message of type 1.2");
}

#[test]
fn other_messages_name_their_type() {
    for (oid_of, der) in [
        ("1.2.840.113549.1.7.2", tlv(0x30, &[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &[])])),
        (
            "1.2.840.113549.1.9.16.1.9",
            tlv(0x30, &[&oid("1.2.840.113549.1.9.16.1.9"), &tlv(0xa0, &[&[0; 200]])]),
        ),
        ("1.2.840.113549.1.7.6", indefinite(0x30, &[&oid("1.2.840.113549.1.7.6"), &indefinite(0xa0, &[])])),
    ] {
        let FileKind::Message { oid, around_an_envelope, .. } = found(&der) else { panic!("{oid_of}") };
        assert_eq!((oid.as_str(), around_an_envelope), (oid_of, false));
    }
}

#[test]
fn a_signature_around_an_envelope() {
    for (inner, around) in [(ENVELOPED, true), (AUTH_ENVELOPED, true), (DATA, false)] {
        for wrap in [tlv as fn(u8, &[&[u8]]) -> Vec<u8>, indefinite] {
            let content = wrap(0x30, &[&oid(inner), &wrap(0xa0, &[&tlv(0x04, &[&CBC.message()])])]);
            let signed = wrap(0x30, &[&[id::INTEGER, 1, 3], &tlv(0x31, &[]), &content, &tlv(0x31, &[])]);
            let message = wrap(0x30, &[&oid("1.2.840.113549.1.7.2"), &wrap(0xa0, &[&signed])]);
            let FileKind::Message { name, around_an_envelope, .. } = found(&message) else {
                panic!("{inner}")
            };
            assert_eq!((name, around_an_envelope), ("SignedData", around));
        }
    }
}

#[test]
fn containers_are_named() {
    let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\0\0".as_slice(), &[0; 20], name.as_bytes()].concat();
    let tar = [b"offre.p7m".as_slice(), &[0; 248], b"ustar\0".as_slice()].concat();
    for (beginning, container) in [
        (zip("offre.pdf.p7m"), Container::Zip),
        (b"PK\x05\x06\0\0".to_vec(), Container::Zip),
        (zip("[Content_Types].xml"), Container::OfficeOpenXml),
        (zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), Container::OpenDocument),
        (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), Container::SevenZip),
        (b"Rar!\x1a\x07\x01\0".to_vec(), Container::Rar),
        (b"\x1f\x8b\x08\0".to_vec(), Container::Gzip),
        (tar, Container::Tar),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0".to_vec(), Container::Compound),
        (b"\x78\x9f\x3e\x22\0".to_vec(), Container::Tnef),
        ([b"PK\x03\x04\x14\0\x09\x08".as_slice(), &[0; 22], b"offre.pdf"].concat(), Container::LockedZip),
        // `gpg --encrypt`, `gpg --symmetric`, RFC 9580 appendix A, and as text.
        (b"\x85\x01\x8c\x03\x0a\x1b".to_vec(), Container::OpenPgp),
        (b"\x84\x8c\x03\x0a\x1b".to_vec(), Container::OpenPgp),
        (b"\x8c\x0d\x04\x09\x03\x02".to_vec(), Container::OpenPgp),
        (b"\xc3\x1a\x05\x1e\x07".to_vec(), Container::OpenPgp),
        (b"\xc1\xc0\x4c\x03\xa1".to_vec(), Container::OpenPgp),
        (
            b"-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nhQEMA5Zm\n=abcd\n-----END PGP MESSAGE-----\n"
                .to_vec(),
            Container::OpenPgp,
        ),
    ] {
        assert_eq!(found(&beginning), FileKind::Container(container));
        assert!(!container.name().is_empty());
    }
}

/// Structures of their standards; what programs write of each is in `fixtures`.
#[test]
fn keys_and_certificates_are_named() {
    use crate::cms::credential::Credential::{
        Certificate, CertificateRequest, KeyFile, PrivateKey, PublicKey, RevocationList,
    };
    let integer = |value: &[u8]| tlv(id::INTEGER, &[value]);
    let sequence = |fields: &[&[u8]]| tlv(id::SEQUENCE, fields);
    let (algorithm, name) =
        (sequence(&[&oid("1.2.840.113549.1.1.1"), &[id::NULL, 0]]), sequence(&[&tlv(id::SET, &[])]));
    let (octets, bits, large) =
        (tlv(id::OCTET_STRING, &[&[0; 32]]), tlv(0x03, &[&[0; 256]]), integer(&[1; 256]));
    let signed = |to_be_signed: &[&[u8]]| sequence(&[&sequence(to_be_signed), &algorithm, &bits]);
    for (der, credential) in [
        (sequence(&[&integer(&[3]), &sequence(&[&oid(DATA)]), &sequence(&[])]), KeyFile),
        (sequence(&[&integer(&[0]), &algorithm, &octets]), PrivateKey),
        (sequence(&[&algorithm, &octets]), PrivateKey),
        (sequence(&[&integer(&[0]), &large, &integer(&[3])]), PrivateKey),
        (sequence(&[&integer(&[1]), &octets]), PrivateKey),
        (sequence(&[&algorithm, &bits]), PublicKey),
        (sequence(&[&large, &integer(&[1, 0, 1])]), PublicKey),
        (signed(&[&tlv(0xa0, &[&integer(&[2])]), &integer(&[7]), &algorithm, &name]), Certificate),
        (signed(&[&integer(&[1]), &algorithm, &name, &sequence(&[]), &name]), Certificate),
        (signed(&[&integer(&[1]), &algorithm, &name, &tlv(0x17, &[b"260101000000Z"])]), RevocationList),
        (signed(&[&integer(&[0]), &name, &sequence(&[&algorithm, &bits])]), CertificateRequest),
        (signed(&[&integer(&[0]), &sequence(&[]), &sequence(&[&algorithm, &bits])]), CertificateRequest),
        (b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(), KeyFile),
        (b"PuTTY-User-Key-File-3: ssh-rsa\n".to_vec(), PrivateKey),
    ] {
        assert_eq!(found(&der), FileKind::Credential(credential), "{der:02x?}");
        if der[0] == id::SEQUENCE && der.len() > 200 {
            let text = Base64::encode_string(&der);
            assert_eq!(found(text.as_bytes()), FileKind::Credential(credential), "{text}");
        }
        // What is cut is called nothing else.
        for cut in 1..der.len().min(64) {
            let read = Envelope::read(&der[..cut]).expect_err("no envelope");
            let named = matches!(&read, EnvelopeError::NotAnEnvelope { found: FileKind::Credential(other) } if *other != credential);
            assert!(!named, "{cut}: {read}");
        }
    }
    for (labels, credential) in [
        (&["CERTIFICATE"][..], Certificate),
        (&["CERTIFICATE", "PRIVATE KEY"], PrivateKey),
        (&["ENCRYPTED PRIVATE KEY", "CERTIFICATE"], PrivateKey),
        (&["OPENSSH PRIVATE KEY"], PrivateKey),
        (&["PGP PRIVATE KEY BLOCK"], PrivateKey),
        (&["PGP PUBLIC KEY BLOCK"], PublicKey),
        (&["RSA PUBLIC KEY"], PublicKey),
        (&["NEW CERTIFICATE REQUEST"], CertificateRequest),
        (&["X509 CRL"], RevocationList),
    ] {
        let block = |label: &&str| format!("-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n");
        let text: String = labels.iter().map(block).collect();
        assert_eq!(found(text.as_bytes()), FileKind::Credential(credential), "{labels:?}");
        // Beside a message they are passed over.
        opens(Armor::Pem, format!("{text}{}", pem("CMS")));
    }
}

#[test]
fn text_that_is_cut_is_truncated() {
    let whole = [pem("CMS"), format!("{SMIME}{}", base64(64, "\n")), base64(64, "\r\n")];
    for text in whole {
        for cut in 1..text.len() {
            match open(&text.as_bytes()[..cut], &hex(CBC.key)) {
                // But for blanks and the `=` at its end, it is whole.
                Ok(opened) => {
                    assert_eq!(opened.plaintext, PLAINTEXT);
                    assert!(cut + 4 >= text.trim_end().len(), "cut at {cut} of {}", text.len());
                }
                Err(failure) => assert_eq!(failure.code(), "truncated", "cut at {cut}: {failure:?}"),
            }
        }
    }
}

#[test]
fn what_is_not_base64_is_corrupted() {
    let text = pem("CMS");
    for (from, to) in [
        ("EwJG", "Ew*G"),
        ("EwJG", "Ew=G"),
        ("EwJG", "E\0JG"),
        ("-----END CMS-----", "----END CMS-----"),
        ("-----END CMS-----", "-----END CMS----"),
        ("-----END", "MAA=\n-----END"),
        ("-----END", "A\n-----END"),
        ("=\n-----END", "==\n-----END"),
        ("\n-----END CMS-----", "-----END CMS-----"),
        ("-----END CMS-----\n", "-abc"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        assert_eq!(open(broken.as_bytes(), &hex(CBC.key)).expect_err(to).code(), "corrupted", "{to}");
    }
    // The end line does not stand behind whole groups either.
    let draft =
        (0..3).map(|blocks| Draft::cbc(&vec![b'x'; 16 * blocks]).der()).find(|der| der.len() % 3 == 0);
    let text = Base64::encode_string(&draft.expect("one without `=`"));
    let whole = format!("-----BEGIN CMS-----\n{text}\n-----END CMS-----\n");
    assert!(open(whole.as_bytes(), &KEY).is_ok());
    let inside = whole.replace("\n-----END", "-----END");
    assert_eq!(open(inside.as_bytes(), &KEY).expect_err("inside").code(), "corrupted");
}

#[test]
fn a_second_message_is_never_dropped_without_a_word() {
    let two = pem("CMS") + &pem("CMS");
    let far = format!("{}{}{}", pem("PKCS7"), "blabla\n".repeat(20_000), pem("CMS"));
    let begun = pem("CMS") + "-----BEGIN CMS";
    for text in [two, far, begun] {
        assert_eq!(documents(text.as_bytes()), 2);
    }
    assert_eq!(documents(pem("CMS").repeat(7).as_bytes()), 7);
    opens(Armor::Pem, pem("CMS") + "\nFin du pli.\n" + &"bla\n".repeat(10_000));
    opens(Armor::Pem, pem("CMS") + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
}

/// Each was told from what had come so far, which depends on how a file is read.
#[test]
fn what_a_file_is_does_not_depend_on_how_it_is_read() {
    let message = pem("CMS");
    let long_line = format!("{}){}", base64(1 << 20, ""), "A".repeat(1000));
    let colon = message.replacen('\n', &format!("\n{}:", "A".repeat(400)), 1);
    let end = message.replace("-----END CMS-----", &format!("-----END CMS{}-----", "-A".repeat(200)));
    for text in ["7z\u{bc}".to_owned(), long_line, colon, end, format!("05=00={}", "A".repeat(400))] {
        let octets = text.as_bytes();
        let at_once =
            format!("{:?}", open_in(octets, &KEY, &mut Buffer::with_size(0)).map_err(|error| error.code()));
        let slowly =
            open_in(Dribble::new(octets), &KEY, &mut Buffer::with_size(0)).map_err(|error| error.code());
        assert_eq!(format!("{slowly:?}"), at_once, "{}", text.get(..40).unwrap_or(&text));
    }
    let archive = b"7z\xbc\xaf\x27\x1c\x00\x04";
    let found = |read: &mut dyn Read| format!("{:?}", Envelope::read(read).map(drop));
    assert_eq!(found(&mut Dribble::new(archive)), found(&mut archive.as_slice()));
    assert!(found(&mut archive.as_slice()).contains("SevenZip"));
}
