//! Mails: one document opens, several are refused with their number, whatever they are and wherever they stand.

use base64ct::{Base64, Encoding as _};

use super::*;
use crate::cms::envelope::{Armor, FileKind};

const TEXT: &str = "Content-Type: text/plain; charset=utf-8\n\nBonjour,\nvoici notre offre.\n";
const PDF: &str = "Content-Type: application/pdf; name=\"dc1.pdf\"\nContent-Transfer-Encoding: base64\n\n\
    JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK\n";
const SIGNATURE: &str = "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\n\
    Content-Transfer-Encoding: base64\n\nMIIBAAYJKoZIhvcNAQcCoIIBAA==\n";

fn p7m(fields: &str) -> String {
    let text = Base64::encode_string(&CBC.message());
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("{fields}\nContent-Transfer-Encoding: base64\n\n{}\n", lines.join("\n"))
}

fn attachment() -> String {
    p7m("Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\n name=\"offre.pdf.p7m\"")
}

/// A mail whose parts these are.
fn mail(kind: &str, boundary: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().flat_map(|part| ["--", boundary, "\n", part, "\n"]).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\n\nPreamble\n{parts}--{boundary}--\n")
}

fn whole(kind: &str, parts: &[&str]) -> String {
    format!("From: a@example.org\nSubject: pli\nMIME-Version: 1.0\n{}", mail(kind, "=_a b", parts))
}

#[track_caller]
fn opens(text: &str) {
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        for opened in [
            open(text.as_bytes(), &hex(CBC.key)),
            open_in(Dribble::new(text.as_bytes()), &hex(CBC.key), &mut Buffer::with_size(0)),
        ] {
            let opened = opened.unwrap_or_else(|failure| panic!("{failure:?}\n{text}"));
            assert_eq!((opened.plaintext.as_slice(), opened.envelope.armor), (PLAINTEXT, Armor::Smime));
            assert_eq!(opened.decrypted.trailing_octets, 0, "{text}");
        }
    }
}

#[track_caller]
fn holds(count: u64, text: &str) {
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        assert_eq!(documents(text.as_bytes()), count, "{text}");
    }
}

#[test]
fn one_document_opens_wherever_it_stands() {
    let p7m = attachment();
    opens(&whole("mixed", &[&p7m]));
    opens(&whole("mixed", &[TEXT, &p7m]));
    opens(&whole("mixed", &[&p7m, TEXT]));
    opens(&(whole("mixed", &[TEXT, &p7m]) + "\nEpilogue\n"));
    let alternative = mail("alternative", "alt", &[TEXT, "Content-Type: text/html\n\n<p>Bonjour</p>\n"]);
    opens(&whole("mixed", &[&alternative, &p7m]));
    let logo = "Content-Type: image/png; name=logo.png\nContent-ID: <logo>\n\niVBORw0KGgo=\n";
    opens(&whole("mixed", &[&mail("related", "rel", &[&alternative, logo]), &p7m]));
    // A signed mail: its signature is no document.
    opens(&whole("signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256", &[&p7m, SIGNATURE]));
    let forwarded =
        format!("Content-Type: message/rfc822\n\nSubject: fwd\n{}", mail("mixed", "in", &[TEXT, &p7m]));
    opens(&whole("mixed", &[TEXT, &forwarded]));
    opens(&whole("mixed", &[TEXT, &format!("Content-Type: message/rfc822\n\nSubject: fwd\n{p7m}")]));
    // Types that programs which know none give, told by what is there.
    for kind in [
        "application/octet-stream",
        "application/x-pkcs7-mime",
        "application/pdf; name=\"a.pdf.p7m\"",
        "text/plain; name=a.p7m",
        "application/pkcs7-mime; smime-type=authEnveloped-data",
    ] {
        opens(&whole("mixed", &[TEXT, &self::p7m(&format!("Content-Type: {kind}"))]));
    }
    // The boundary unquoted, folded, in pieces (RFC 2231), and with blanks behind it.
    let parts = format!("\n--b\n{TEXT}\n--b  \n{p7m}--b--  \n");
    for kind in
        ["boundary=b", "charset=x;\n\tboundary=b", "boundary*0=\"b\"", "a=\"x;boundary=c\"; Boundary=b"]
    {
        opens(&format!("MIME-Version: 1.0\nContent-Type: multipart/mixed; {kind}\n{parts}"));
    }
    // Without its last boundary, as it is when what came after it was lost.
    opens(whole("mixed", &[TEXT, &p7m]).strip_suffix("--=_a b--\n").expect("its end"));
}

/// Octets in quoted-printable (RFC 2045 section 6.7), each line but the last ending as given.
fn quoted_printable(octets: &[u8], soft: &str) -> String {
    let lines = octets.chunks(20).map(|line| {
        let written = line.iter().map(|octet| match octet {
            b'0'..=b'9' | b'A'..=b'Z' => char::from(*octet).to_string(),
            _ => format!("={octet:02X}"),
        });
        written.collect::<String>() + soft
    });
    lines.collect::<String>() + "\n"
}

/// RFC 822 section 3.4.3: comments may stand anywhere in a structured field, but in quotes.
#[test]
fn comments_of_fields_mean_nothing() {
    let base64 = Base64::encode_string(&CBC.message());
    let quoted = quoted_printable(&CBC.message(), "=\n");
    for (kind, encoding) in [
        ("application/pkcs7-mime (CMS \\) (nested) here); name=o.p7m", "base64 (by hand)"),
        ("(first) application/pkcs7-mime", "(x) base64"),
        ("application/pkcs7-mime; name=\"offre (1.p7m\"", "base64"),
        ("application/pkcs7-mime; name=offre (1.p7m", "base64"),
    ] {
        let fields = format!("Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n");
        opens(&format!("MIME-Version: 1.0\n{fields}{base64}\n"));
        opens(&whole("mixed", &[TEXT, &format!("{fields}{base64}\n")]));
        let fields = fields.replace("base64", "Quoted-Printable");
        opens(&format!("MIME-Version: 1.0\n{fields}{quoted}"));
    }
    let parts = format!("\n--a=b\n{TEXT}\n--a=b\n{}--a=b--\n", attachment());
    for kind in ["multipart/mixed (mixte) ; boundary=\"a=b\" (fin)", "multipart/mixed; (b) boundary=\"a=b\""]
    {
        opens(&format!("MIME-Version: 1.0\nContent-Type: {kind}\n{parts}"));
    }
}

/// RFC 2231 sections 3 and 4.
#[test]
fn boundaries_may_be_encoded_and_in_pieces() {
    for (written, boundary) in [
        ("boundary*=us-ascii''a%3Db", "a=b"),
        ("boundary*=us-ascii'fr'it%27s%20b", "it's b"),
        ("boundary*0*=us-ascii''a%3D; boundary*1=b", "a=b"),
        ("boundary*0=\"a=\"; boundary*1*=b%2Bc'd", "a=b+c'd"),
        ("boundary*0*=''100%25; boundary*1=%25", "100%%25"),
    ] {
        let parts = format!("\n--{boundary}\n{TEXT}\n--{boundary}\n{}--{boundary}--\n", attachment());
        opens(&format!("MIME-Version: 1.0\nContent-Type: multipart/mixed; {written}\n{parts}"));
    }
}

/// RFC 2045 section 6.7, rule 3: blanks at the end of a line were put there on the way.
#[test]
fn blanks_behind_a_soft_line_break_mean_nothing() {
    let fields = "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: quoted-printable\n\n";
    for soft in ["= \n", "=\t \t\n"] {
        opens(&format!("MIME-Version: 1.0\n{fields}{}", quoted_printable(&CBC.message(), soft)));
        opens(&whole("mixed", &[TEXT, &format!("{fields}{}", quoted_printable(&CBC.message(), soft))]));
    }
}

/// A mail that is nothing but a file, of a type that its sender's program did not know.
#[test]
fn a_mail_may_be_the_file_itself() {
    let base64 = Base64::encode_string(&CBC.message());
    for fields in [
        "Content-Type: text/plain; name=o.p7m",
        "Content-Type: application/pdf; name=\"offre.pdf.p7m\"",
        "Content-Disposition: attachment; filename*=utf-8''%C3%A9t%C3%A9.p7m",
    ] {
        opens(&format!("From: a@example.org\n{fields}\nContent-Transfer-Encoding: base64\n\n{base64}\n"));
        let quoted = quoted_printable(&CBC.message(), "=\n");
        opens(&format!(
            "From: a@example.org\n{fields}\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}"
        ));
    }
}

/// Line ends of a return alone, as programs of old wrote them.
#[test]
fn lines_may_end_in_a_return() {
    for text in [whole("mixed", &[TEXT, &attachment()]), format!("MIME-Version: 1.0\n{}", attachment())] {
        let opened = open(text.replace('\n', "\r").as_bytes(), &hex(CBC.key)).expect("opens");
        assert_eq!((opened.plaintext.as_slice(), opened.decrypted.trailing_octets), (PLAINTEXT, 0));
    }
}

#[test]
fn several_documents_are_refused_with_their_number() {
    let p7m = attachment();
    holds(2, &whole("mixed", &[&p7m, &p7m]));
    holds(3, &whole("mixed", &[TEXT, &p7m, &p7m, PDF]));
    holds(2, &whole("mixed", &[TEXT, PDF, &p7m]));
    holds(2, &whole("mixed", &[TEXT, &p7m, PDF]));
    holds(2, &whole("mixed", &[&p7m, "Content-Disposition: attachment; filename=a.txt\n\nx\n"]));
    holds(2, &whole("mixed", &[&p7m, "Content-Type: image/png; name=photo.png\n\niVBORw0KGgo=\n"]));
    let forwarded =
        format!("Content-Type: message/rfc822\n\nSubject: fwd\n{}", mail("mixed", "in", &[TEXT, &p7m, PDF]));
    holds(2, &whole("mixed", &[TEXT, &forwarded]));
    holds(3, &whole("mixed", &[PDF, &forwarded]));
    holds(3, &whole("mixed", &[&mail("mixed", "in", &[TEXT, &p7m, PDF]), &p7m]));
    // Two mails in one file.
    holds(2, &(whole("mixed", &[TEXT, &p7m]) + "\nFrom b@example.org\n" + &whole("mixed", &[TEXT, &p7m])));
    // The first cannot be read, the first is no message, the second is cut: there are two all the same.
    holds(2, &whole("mixed", &["Content-Type: application/pkcs7-mime\n\nMIIB\n", &p7m]));
    holds(2, &whole("mixed", &["Content-Type: application/octet-stream\n\nAAAA\n", &p7m]));
    holds(2, whole("mixed", &[&p7m, &p7m]).split_at(1200).0);
    // Without a boundary that is named, two headers of messages are two messages.
    holds(2, &format!("{p7m}\n--x\n{p7m}\n--x--\n"));
    let far = "--=_a b\n".to_owned() + TEXT + &"bla bla\n".repeat(100_000);
    holds(2, &whole("mixed", &[&p7m, &far, PDF]));
}

#[test]
fn other_encodings_of_a_part() {
    let message = CBC.message();
    let quoted: String = message
        .chunks(20)
        .map(|line| {
            line.iter()
                .map(|octet| match octet {
                    b'0'..=b'9' | b'A'..=b'Z' => char::from(*octet).to_string(),
                    _ => format!("={octet:02X}"),
                })
                .collect::<String>()
                + "=\n"
        })
        .collect();
    let quoted = format!(
        "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}\n"
    );
    opens(&whole("mixed", &[TEXT, &quoted]));
    holds(2, &whole("mixed", &[TEXT, &quoted, PDF]));
    for encoding in ["binary", "8bit"] {
        for ends in ["\n", "\r\n"] {
            let head = whole("mixed", &[TEXT]).replace("--=_a b--\n", "");
            let field = format!(
                "--=_a b\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: {encoding}\n\n"
            );
            let before = (head + &field).replace('\n', ends);
            let alone =
                [before.as_bytes(), &message, ends.as_bytes(), b"--=_a b--", ends.as_bytes()].concat();
            let opened = open(&alone, &hex(CBC.key)).expect("opens");
            assert_eq!((opened.plaintext.as_slice(), opened.decrypted.trailing_octets), (PLAINTEXT, 0));
            let other = PDF.replace('\n', ends);
            let two = [
                &alone[..alone.len() - 9 - 2 * ends.len()],
                ends.as_bytes(),
                b"--=_a b",
                ends.as_bytes(),
                other.as_bytes(),
            ]
            .concat();
            assert_eq!(documents(&two), 2, "{:?}", String::from_utf8_lossy(&two));
        }
    }
}

#[test]
fn a_clear_part_before_the_message_may_be_anything() {
    // What is not a document, and has octets that no text has.
    let noise: Vec<u8> = (0..200_000_u32).map(|octet| octet.to_le_bytes()[0]).collect();
    let head = b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: image/png\n\n".as_slice();
    let text = [head, &noise, b"\n--b\n", attachment().as_bytes(), b"--b--\n"].concat();
    assert_eq!(open(&text, &hex(CBC.key)).expect("opens").plaintext, PLAINTEXT);
}

#[test]
fn long_heads() {
    let field = "X-Spam-Report: ".to_owned() + &"x".repeat(100) + "\n";
    for fields in [700, 10_000] {
        opens(&format!("{}{}", field.repeat(fields), whole("mixed", &[TEXT, &attachment()])));
        opens(&format!("{}{}", field.repeat(fields), attachment()));
    }
    // One line as long.
    opens(&format!("X-Long: {}\n{}", "y".repeat(300_000), whole("mixed", &[TEXT, &attachment()])));
}

#[test]
fn a_mail_without_a_message_is_none() {
    for text in [whole("mixed", &[TEXT]), whole("mixed", &[TEXT, PDF]), whole("mixed", &[TEXT, PDF, PDF])] {
        let Err(EnvelopeError::NotAnEnvelope { found }) = Envelope::read(text.as_bytes()) else {
            panic!("{text}")
        };
        assert_eq!(found, FileKind::SomethingElse);
    }
    let cut = whole("mixed", &[TEXT, PDF]);
    let cut = cut.strip_suffix("--=_a b--\n").expect("its end");
    assert!(matches!(
        Envelope::read(cut.as_bytes()),
        Err(EnvelopeError::Structure(BerError::Truncated { .. }))
    ));
    let signed = Base64::encode_string(&tlv(0x30, &[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &[&[0; 300]])]));
    let part = format!("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\n{signed}\n");
    let text = whole("mixed", &[TEXT, &part]);
    let Err(EnvelopeError::NotAnEnvelope { found }) = Envelope::read(text.as_bytes()) else {
        panic!("{text}")
    };
    assert!(matches!(found, FileKind::Message { name: "SignedData", .. }));
}
