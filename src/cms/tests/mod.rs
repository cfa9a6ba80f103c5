//! Envelopes as they should be, and as nobody should write them.

mod armor;
mod ber;
mod content;
mod hostile;
mod mail;
mod name;
mod quirks;
mod seal;
mod sweep;
mod trail;

use std::io::{self, Read};

use super::{
    content::{Buffer, ContentError, ContentFacts, Decrypted},
    envelope::{Envelope, EnvelopeError, FileKind},
};
use crate::{
    asn1::{
        id,
        stream::{AHEAD, BerError},
        write::der_header,
    },
    crypto::{
        AwsLc, Capsule, CipherRejected, ContentCipher, Curve, Decryptor, Encryptor, KeyAgreement,
        KeyEncapsulation, KeyRejected, KeyTransport, PrivateKey, Provider, Sha256, SignatureRejected,
        SignatureScheme, Wrapped,
    },
    secret::{ContentKey, PrivateKeyDer},
};

/// What the small messages say.
const PLAINTEXT: &[u8] = b"Bonjour, voici mon pli.";

/// Made by OpenSSL 3.0.19 with a certificate of RSA-1024, serial number 1234:
/// `openssl cms -encrypt -binary -outform DER -aes-128-cbc -recip c.pem -in p`, with `-stream` for those in BER;
/// the content-encryption keys were decrypted with pyca/cryptography.
const CBC: Sample = Sample {
    key: "14d884c4dab79b1aedcdd17f29bd39d9",
    message: "3082013006092a864886f70d010703a08201213082011d0201003181c93081c6020100302f3029310b3009060355040613024652310e300c060355040a0c0556696c6c65310a300806035504030c014102021234300d06092a864886f70d010101050004818069033e255c53d281a14619773f834fe5d44a5e47dfee060811f59fb2ea0642560802244122ec0b785aa96846597d36db61b16419c118f16c4353c63f6360b65454bc7435b6d7e839a26c00104b5cf35b9718d1fc4ba785d993985fc29525ac679bbef4dd13b2d9bd47c3be7374cd001ec8a1257524859289791ebae7b5a83051304c06092a864886f70d010701301d06096086480165030401020410a287a34da482d571c03ffd580506317b80203900b3ac9a698f044a6c4c04fe91fb704fbe6d48c58b817826b6becd25911035",
};

/// With `-aes-128-gcm`.
const GCM: Sample = Sample {
    key: "4279c30b15bb013b6fcd5742a2bddf1c",
    message: "3082013c060b2a864886f70d0109100117a082012b308201270201003181c93081c6020100302f3029310b3009060355040613024652310e300c060355040a0c0556696c6c65310a300806035504030c014102021234300d06092a864886f70d01010105000481805d5e1fdd51dcee69a8f5fdd020eaa3fbfe13ccf57a0acfb33d60a9c0ef6d706fc8866d47c7765d14ba92282305784a6638574acaf4981df50630f5f910fd91d126058299efcd84006225d3df38521be2b443c5472effb331deef2e93e83ec1acf7838882d2ad2089fafe71579f6774b0c4ea98ec1b2cf56fbb64780daf8d233e304406092a864886f70d010701301e06096086480165030401063011040c0af95a791c236e31670243f10201108017bf248b11bca3b9ed5489df4e0f6a3ff118f7f7db761da804103b72f4f3a71b5c1a7923f33a76d21ab8",
};

/// With `-aes-128-cbc -stream`.
const CBC_BER: Sample = Sample {
    key: "5c70b213124bbf5c0c646cb01490fd94",
    message: "308006092a864886f70d010703a08030800201003181c93081c6020100302f3029310b3009060355040613024652310e300c060355040a0c0556696c6c65310a300806035504030c014102021234300d06092a864886f70d0101010500048180304763b60a593d8dc9244eee8dd1fd3c16261e0c56dc7c78436d3cfd54d9c03d45e135febddae9b8c8a8095a29b39cdd0e58659c65c022fd2985f0fbdc2058cd3d25f06687d728e330811d5ddc67061fae73a7d697c9151b162bcc167b94e462019f98630c13624b776933b603c14b3a6cd80c2b457eaa6992c2ca0ea55ed149308006092a864886f70d010701301d060960864801650304010204106836d9e0cf5e459f96e30cec804a5f70a0800410938a5da6ab22aae2cd6508e4d619c96704101045f470bfe45b25a3e6fc5fd0dbf64300000000000000000000",
};

/// With `-aes-128-gcm -stream`.
const GCM_BER: Sample = Sample {
    key: "9c8149d4ab6694bf921b3167a5cd453a",
    message: "3080060b2a864886f70d0109100117a08030800201003181c93081c6020100302f3029310b3009060355040613024652310e300c060355040a0c0556696c6c65310a300806035504030c014102021234300d06092a864886f70d010101050004818074708d29c90f564e60108d2018be514ddca6c5d532cfb828924e11e83e690f4a66e5037c905d0b959be0a8b4fe8875f78cc9e28b154c6437b3722229c3321517c83196d2402484c1c35da82760f0785fd907ac0c02e16a3207d033e920e4ceee15d67369bc84f6676c1adc1185c920ee34d8e1a259f4b7ec488ca4d501752823308006092a864886f70d010701301e06096086480165030401063011040c470f9efff326a46414e87b01020110a0800417d018541188711d3feb768f7cbd1e8394e6a28085c0552b0000000004109c5570f5fb9e26e7973fa9feb23d4f91000000000000",
};

/// A message of another program, and its content-encryption key.
struct Sample {
    key: &'static str,
    message: &'static str,
}

impl Sample {
    fn message(&self) -> Vec<u8> {
        hex(self.message)
    }
}

/// The key of the messages that are made here.
const KEY: [u8; 16] = *b"yellow submarine";

/// How a message did not open.
#[derive(Debug)]
enum Failure {
    Header(EnvelopeError),
    Cipher,
    Content(ContentError),
}

impl Failure {
    /// Its reason in a report.
    fn code(&self) -> &'static str {
        match self {
            Self::Header(
                EnvelopeError::NotAnEnvelope {
                    found: FileKind::Message { .. } | FileKind::Container(_) | FileKind::Credential(_),
                }
                | EnvelopeError::Several { .. },
            )
            | Self::Cipher
            | Self::Content(ContentError::Several { .. }) => "unsupported",
            Self::Header(EnvelopeError::NotAnEnvelope { .. }) => "not_an_envelope",
            Self::Header(EnvelopeError::Structure(BerError::Truncated { .. }))
            | Self::Content(ContentError::Structure(BerError::Truncated { .. })) => "truncated",
            Self::Header(EnvelopeError::Structure(BerError::TooLarge { limit }))
            | Self::Content(ContentError::Structure(BerError::TooLarge { limit })) => limit.name,
            Self::Header(EnvelopeError::Structure(BerError::Malformed { .. }))
            | Self::Content(ContentError::Structure(BerError::Malformed { .. }) | ContentError::Corrupted) => {
                "corrupted"
            }
            Self::Header(EnvelopeError::Structure(BerError::Io(_)))
            | Self::Content(ContentError::Structure(BerError::Io(_))) => "unreadable",
            Self::Content(ContentError::Sink(_)) => "write_failed",
        }
    }
}

#[derive(Debug)]
struct Opened {
    envelope: Envelope,
    plaintext: Vec<u8>,
    decrypted: Decrypted,
}

fn open(message: &[u8], key: &[u8]) -> Result<Opened, Failure> {
    open_in(message, key, &mut Buffer::new())
}

fn open_in<R: Read>(message: R, key: &[u8], buffer: &mut Buffer) -> Result<Opened, Failure> {
    let (envelope, content) = Envelope::read(message).map_err(Failure::Header)?;
    let mut plaintext = Vec::new();
    let key = ContentKey::new(key.to_vec());
    let mut sink = |octets: &[u8]| -> io::Result<()> {
        plaintext.extend_from_slice(octets);
        Ok(())
    };
    let Ok(encryption) = &envelope.cipher else { return Err(Failure::Cipher) };
    let decrypted = content.decrypt(encryption, &AwsLc, &key, buffer, &mut sink).map_err(Failure::Content)?;
    assert_eq!(plaintext.len() as u64, decrypted.bytes_out);
    Ok(Opened { envelope, plaintext, decrypted })
}

/// Gives its octets one by one after the first few, and is interrupted between them.
struct Dribble<'a> {
    octets: &'a [u8],
    at_once: usize,
    interrupted: bool,
}

impl<'a> Dribble<'a> {
    fn new(octets: &'a [u8]) -> Self {
        Self { octets, at_once: 1, interrupted: false }
    }

    /// What is read ahead comes in one piece, or nearly so.
    fn after_the_first(octets: &'a [u8]) -> Self {
        Self { at_once: AHEAD - 10, ..Self::new(octets) }
    }
}

impl Read for Dribble<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let some = self.octets.len().min(out.len()).min(std::mem::replace(&mut self.at_once, 1));
        out[..some].copy_from_slice(&self.octets[..some]);
        self.octets = &self.octets[some..];
        Ok(some)
    }
}

/// What a message shows without a key.
fn walked(message: &[u8]) -> ContentFacts {
    let (_, content) = Envelope::read(message).expect("a header");
    content.skip().expect("walks")
}

/// How many documents a file holds that is refused for holding several.
#[track_caller]
fn documents(text: &[u8]) -> u64 {
    let several = |failure: Failure| match failure {
        Failure::Header(EnvelopeError::Several { count })
        | Failure::Content(ContentError::Several { count }) => count,
        other => panic!("{other:?}"),
    };
    let count = several(open(text, &hex(CBC.key)).expect_err("does not open"));
    let slow = open_in(Dribble::new(text), &hex(CBC.key), &mut Buffer::with_size(0));
    assert_eq!(several(slow.expect_err("octet by octet")), count);
    // The header alone, of which nobody has the key.
    if let Ok((_, content)) = Envelope::read(text) {
        assert!(matches!(content.alone(), Err(ContentError::Several { count: again }) if again == count));
    }
    count
}

fn code(message: &[u8]) -> &'static str {
    open(message, &KEY).expect_err("does not open").code()
}

fn hex(text: &str) -> Vec<u8> {
    base16(text).expect("hex")
}

fn base16(text: &str) -> Option<Vec<u8>> {
    let digit = |octet: &u8| char::from(*octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks_exact(2).map(|pair| Some(digit(&pair[0])? << 4 | digit(&pair[1])?)).collect()
}

fn tlv(identifier: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [der_header(identifier, body.len() as u64), body].concat()
}

fn indefinite(identifier: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[identifier, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

fn oid(dots: &str) -> Vec<u8> {
    tlv(id::OID, &[const_oid::ObjectIdentifier::new_unwrap(dots).as_bytes()])
}

const ENVELOPED: &str = "1.2.840.113549.1.7.3";
const AUTH_ENVELOPED: &str = "1.2.840.113549.1.9.16.1.23";
const DATA: &str = "1.2.840.113549.1.7.1";
const AES_128_CBC: &str = "2.16.840.1.101.3.4.1.2";
const AES_128_GCM: &str = "2.16.840.1.101.3.4.1.6";
const RSA: &str = "1.2.840.113549.1.1.1";
const OAEP: &str = "1.2.840.113549.1.1.7";

/// A message made field by field, each in DER unless told otherwise.
#[derive(Clone)]
struct Draft {
    structure: &'static str,
    /// After the version: originator, if any.
    originator: Vec<u8>,
    recipients: Vec<Vec<u8>>,
    before_content: Vec<u8>,
    algorithm: Vec<u8>,
    /// `encryptedContent`, header included.
    content: Vec<u8>,
    /// What follows `EncryptedContentInfo`.
    after_content: Vec<u8>,
}

impl Draft {
    /// EnvelopedData under [`KEY`].
    fn cbc(plaintext: &[u8]) -> Self {
        let iv = [7; 16];
        let (encrypted, _) = encrypt(ContentCipher::Aes128Cbc, &iv, plaintext);
        Self {
            structure: ENVELOPED,
            originator: Vec::new(),
            recipients: vec![recipient()],
            before_content: Vec::new(),
            algorithm: tlv(id::SEQUENCE, &[&oid(AES_128_CBC), &tlv(id::OCTET_STRING, &[&iv])]),
            content: tlv(0x80, &[&encrypted]),
            after_content: Vec::new(),
        }
    }

    /// AuthEnvelopedData under [`KEY`], with these octets as AAD and `after` before the tag.
    fn gcm(plaintext: &[u8], aad: &[u8], attributes: &[u8]) -> Self {
        let nonce = [9; 12];
        let (encrypted, tag) = encrypt_gcm(&nonce, plaintext, aad);
        let parameters = tlv(id::SEQUENCE, &[&tlv(id::OCTET_STRING, &[&nonce]), &[id::INTEGER, 1, 16]]);
        Self {
            structure: AUTH_ENVELOPED,
            algorithm: tlv(id::SEQUENCE, &[&oid(AES_128_GCM), &parameters]),
            content: tlv(0x80, &[&encrypted]),
            after_content: [attributes, &tlv(id::OCTET_STRING, &[&tag])].concat(),
            ..Self::cbc(&[])
        }
    }

    /// EnvelopedData with AES-GCM and its tag at the end of the content.
    fn gcm_appended(plaintext: &[u8], nonce: &[u8], parameters: &[u8], tag_len: usize) -> Self {
        let (encrypted, tag) = encrypt_gcm(nonce, plaintext, &[]);
        Self {
            algorithm: tlv(id::SEQUENCE, &[&oid(AES_128_GCM), parameters]),
            content: tlv(0x80, &[&encrypted, &tag[..tag_len]]),
            ..Self::cbc(&[])
        }
    }

    fn der(&self) -> Vec<u8> {
        self.build(tlv)
    }

    fn ber(&self) -> Vec<u8> {
        self.build(indefinite)
    }

    fn build(&self, wrap: fn(u8, &[&[u8]]) -> Vec<u8>) -> Vec<u8> {
        let info = wrap(id::SEQUENCE, &[&oid(DATA), &self.algorithm, &self.content]);
        let recipients = wrap(id::SET, &[&self.recipients.concat()]);
        let structure = wrap(
            id::SEQUENCE,
            &[
                &[id::INTEGER, 1, 0],
                &self.originator,
                &recipients,
                &self.before_content,
                &info,
                &self.after_content,
            ],
        );
        wrap(id::SEQUENCE, &[&oid(self.structure), &wrap(0xa0, &[&structure])])
    }
}

/// A recipient named by a subject key identifier.
fn recipient() -> Vec<u8> {
    recipient_with(&tlv(id::SEQUENCE, &[&oid(RSA), &[id::NULL, 0]]))
}

fn recipient_with(transport: &[u8]) -> Vec<u8> {
    let key = tlv(id::OCTET_STRING, &[&[0x55; 128]]);
    tlv(id::SEQUENCE, &[&[id::INTEGER, 1, 2], &tlv(0x80, &[b"identifier"]), transport, &key])
}

fn encrypt(cipher: ContentCipher, iv: &[u8], plaintext: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let key = ContentKey::new(KEY.to_vec());
    let encryptor = AwsLc.encryptor(cipher, &key, iv).expect("starts");
    let mut octets = plaintext.to_vec();
    let tag = encryptor.finish(&mut octets);
    (octets, tag)
}

/// AES-128-GCM of the `aes-gcm` crate, for its associated data.
fn encrypt_gcm(nonce: &[u8], plaintext: &[u8], aad: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use aes_gcm::{Aes128Gcm, KeyInit as _, aead::AeadInOut as _};
    if aad.is_empty() {
        return encrypt(ContentCipher::Aes128Gcm, nonce, plaintext);
    }
    let cipher = Aes128Gcm::new(&KEY.into());
    let nonce: [u8; 12] = nonce.try_into().expect("12 octets");
    let mut octets = plaintext.to_vec();
    let tag = cipher.encrypt_inout_detached(&nonce.into(), aad, octets.as_mut_slice().into()).expect("short");
    (octets, tag.to_vec())
}

/// A provider whose key transport hides nothing, so that a test can take the key out of what was sealed.
#[derive(Debug)]
struct Clear;

impl Provider for Clear {
    fn name(&self) -> &'static str {
        "clear"
    }

    fn private_key(&self, key: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected> {
        AwsLc.private_key(key)
    }

    fn wrap(
        &self,
        public_key: &[u8],
        _transport: &KeyTransport,
        key: &ContentKey,
    ) -> Result<Vec<u8>, KeyRejected> {
        if public_key.is_empty() { Err(KeyRejected::Malformed) } else { Ok(key.expose().to_vec()) }
    }

    fn agree(
        &self,
        public_key: &[u8],
        agreement: KeyAgreement,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Wrapped, KeyRejected> {
        AwsLc.agree(public_key, agreement, info, key)
    }

    fn encapsulate(
        &self,
        public_key: &[u8],
        encapsulation: KeyEncapsulation,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Capsule, KeyRejected> {
        AwsLc.encapsulate(public_key, encapsulation, info, key)
    }

    fn decryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Decryptor>, CipherRejected> {
        AwsLc.decryptor(cipher, key, iv)
    }

    fn encryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected> {
        AwsLc.encryptor(cipher, key, iv)
    }

    fn sha256(&self) -> Box<dyn Sha256> {
        AwsLc.sha256()
    }

    fn generate(&self, bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
        AwsLc.generate(bits)
    }

    fn generate_on(&self, curve: Curve) -> Result<PrivateKeyDer, KeyRejected> {
        AwsLc.generate_on(curve)
    }

    fn sign(&self, key: &PrivateKeyDer, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        AwsLc.sign(key, message)
    }

    fn verify(
        &self,
        public_key: &[u8],
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRejected> {
        AwsLc.verify(public_key, scheme, message, signature)
    }
}
