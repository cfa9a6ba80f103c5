use cms::{
    authenveloped_data::AuthEnvelopedData,
    content_info::ContentInfo,
    enveloped_data::{EnvelopedData, RecipientIdentifier, RecipientInfo},
};
use der::{Decode as _, Encode as _};

use super::*;
use crate::{
    cms::{
        envelope::{Armor, Encoding, Recipient, RecipientId},
        seal::{Identifier, SealError, SealOptions, SealRecipient, Sealed, TransportRule, seal},
    },
    crypto::Hash,
    x509::{Name, Serial},
};

const CIPHERS: [ContentCipher; 6] = [
    ContentCipher::Aes128Cbc,
    ContentCipher::Aes192Cbc,
    ContentCipher::Aes256Cbc,
    ContentCipher::Aes128Gcm,
    ContentCipher::Aes192Gcm,
    ContentCipher::Aes256Gcm,
];

fn issuer(common_name: &[u8]) -> Name {
    let attribute = tlv(id::SEQUENCE, &[&oid("2.5.4.3"), &tlv(0x0c, &[common_name])]);
    Name::from_der(&tlv(id::SEQUENCE, &[&tlv(id::SET, &[&attribute])])).expect("a name")
}

fn sealed(options: &SealOptions, length: Option<u64>, content: &[u8]) -> (Sealed, Vec<u8>) {
    let (first, second) = (issuer(b"A"), issuer(b"B"));
    let serial = Serial::from_be_bytes(&[0x80, 1]);
    let recipient = |issuer| SealRecipient {
        issuer,
        serial: &serial,
        ski: Some(b"ski"),
        public_key: b"key",
        transport: TransportRule::Any,
    };
    let recipients = [recipient(&second), recipient(&first)];
    let mut message = Vec::new();
    let sealed = seal(&Clear, &recipients, options, length, content, &mut message).expect("seals");
    (sealed, message)
}

/// Opens with the key that the clear transport shows.
fn unsealed(message: &[u8]) -> Opened {
    let (envelope, _) = Envelope::read(message).expect("a header");
    let Some(Recipient::KeyTrans(recipient)) = envelope.recipients.first() else { panic!("{envelope:?}") };
    open(message, &recipient.encrypted_key).expect("opens")
}

#[test]
fn what_is_sealed_opens_again() {
    for size in [0, 1, 15, 16, 17, 47, 48, 49, 262_143, 262_144, 262_145, 1_000_000] {
        let content: Vec<u8> = (0..size).map(|place| (place % 253) as u8).collect();
        for cipher in CIPHERS {
            for (armor, length) in
                [(Armor::Der, Some(size)), (Armor::Der, None), (Armor::Pem, Some(size)), (Armor::Pem, None)]
            {
                let options = SealOptions { cipher, armor, ..SealOptions::default() };
                let (sealed, message) = sealed(&options, length, &content);
                assert_eq!(sealed, Sealed { bytes_in: size, bytes_out: message.len() as u64 });
                let opened = unsealed(&message);
                assert!(opened.plaintext == content, "{cipher:?} of {size}, {armor:?}, {length:?}");
                assert_eq!(opened.envelope.armor, armor);
                assert_eq!(opened.envelope.cipher_name, cipher.name());
                let encoding = if length.is_some() { Encoding::Der } else { Encoding::Ber };
                assert_eq!(opened.envelope.encoding, encoding);
                assert_eq!(opened.envelope.recipients.len(), 2);
            }
        }
    }
}

#[test]
fn a_content_that_is_interrupted_or_fails() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
    let (issuer, serial) = (issuer(b"A"), Serial::from_be_bytes(&[1]));
    let recipients = [SealRecipient {
        issuer: &issuer,
        serial: &serial,
        ski: None,
        public_key: b"key",
        transport: TransportRule::Any,
    }];
    let sealed = |rest: &mut dyn Read| {
        let content = Dribble::new(PLAINTEXT).chain(rest);
        let mut message = Vec::new();
        seal(&Clear, &recipients, &SealOptions::default(), None, content, &mut message).map(|_| message)
    };
    assert_eq!(unsealed(&sealed(&mut io::empty()).expect("seals")).plaintext, PLAINTEXT);
    assert!(matches!(sealed(&mut Fails), Err(SealError::Io(_))));
}

#[test]
fn what_is_sealed_is_what_the_cms_crate_reads() {
    for cipher in CIPHERS {
        for identifier in [Identifier::IssuerAndSerial, Identifier::Ski] {
            let options = SealOptions { cipher, identifier, ..SealOptions::default() };
            let (_, message) = sealed(&options, Some(23), PLAINTEXT);
            let info = ContentInfo::from_der(&message).expect("DER");
            let structure = info.content.to_der().expect("DER");
            let (version, recipients) = if cipher.is_aead() {
                let read = AuthEnvelopedData::from_der(&structure).expect("AuthEnvelopedData");
                assert_eq!(read.mac.as_bytes().len(), 16);
                assert_eq!(read.to_der().expect("DER"), structure);
                (read.version, read.recip_infos)
            } else {
                let read = EnvelopedData::from_der(&structure).expect("EnvelopedData");
                assert_eq!(read.to_der().expect("DER"), structure);
                (read.version, read.recip_infos)
            };
            let by_ski = identifier == Identifier::Ski;
            assert_eq!(version as u8, if by_ski && !cipher.is_aead() { 2 } else { 0 });
            for recipient in recipients.0.iter() {
                let RecipientInfo::Ktri(recipient) = recipient else { panic!("{recipient:?}") };
                assert_eq!(recipient.version as u8, if by_ski { 2 } else { 0 });
                assert_eq!(matches!(recipient.rid, RecipientIdentifier::SubjectKeyIdentifier(_)), by_ski);
            }
        }
    }
}

#[test]
fn transports_are_read_as_they_were_asked_for() {
    let oaep = |hash, mgf_hash, label: &[u8]| KeyTransport::RsaOaep { hash, mgf_hash, label: label.to_vec() };
    for (transport, name) in [
        (KeyTransport::RsaPkcs1v15, "rsaes-pkcs1-v1_5"),
        (oaep(Hash::Sha1, Hash::Sha1, b""), "rsaes-oaep-sha1"),
        (oaep(Hash::Sha256, Hash::Sha256, b""), "rsaes-oaep-sha256"),
        (oaep(Hash::Sha512, Hash::Sha512, b"label"), "rsaes-oaep-sha512"),
        (oaep(Hash::Sha256, Hash::Sha1, b""), "rsaes-oaep-sha256-mgf1-sha1"),
        (oaep(Hash::Sha1, Hash::Sha384, b"label"), "rsaes-oaep-sha1-mgf1-sha384"),
    ] {
        let options = SealOptions { transport: transport.clone(), ..SealOptions::default() };
        let (_, message) = sealed(&options, Some(23), PLAINTEXT);
        let opened = unsealed(&message);
        for recipient in &opened.envelope.recipients {
            let Recipient::KeyTrans(recipient) = recipient else { panic!("{recipient:?}") };
            assert_eq!(recipient.transport.as_ref(), Ok(&transport));
            assert_eq!(recipient.transport_name, name);
            let RecipientId::IssuerAndSerialNumber { serial, .. } = &recipient.id else {
                panic!("{recipient:?}")
            };
            assert_eq!(serial.to_string(), "8001");
        }
    }
}

#[test]
fn two_messages_have_nothing_in_common() {
    let (_, first) = sealed(&SealOptions::default(), Some(23), PLAINTEXT);
    let (_, second) = sealed(&SealOptions::default(), Some(23), PLAINTEXT);
    assert_eq!(first.len(), second.len());
    let same = first.iter().zip(&second).rev().take(39).filter(|(one, other)| one == other).count();
    assert!(same < 10, "{same} octets of content and tag are the same");
}

#[test]
fn what_cannot_be_sealed_says_why() {
    let issuer = issuer(b"A");
    let serial = Serial::from_be_bytes(&[1]);
    let good = SealRecipient {
        issuer: &issuer,
        serial: &serial,
        ski: None,
        public_key: b"key",
        transport: TransportRule::Any,
    };
    let seal = |recipients: &[SealRecipient<'_>], options: &SealOptions, length| {
        seal(&Clear, recipients, options, length, PLAINTEXT, &mut Vec::new())
    };
    let options = SealOptions::default();
    assert!(matches!(seal(&[], &options, None), Err(SealError::NoRecipient)));
    for told in [0, 22, 24, 1 << 40] {
        let result = seal(std::slice::from_ref(&good), &options, Some(told));
        assert!(matches!(result, Err(SealError::Length { expected, .. }) if expected == told), "{result:?}");
    }
    let by_ski = SealOptions { identifier: Identifier::Ski, ..options.clone() };
    assert!(matches!(
        seal(std::slice::from_ref(&good), &by_ski, None),
        Err(SealError::NoKeyIdentifier { index: 0 })
    ));
    let keyless = SealRecipient { public_key: b"", ..good.clone() };
    assert!(matches!(seal(&[good.clone(), keyless], &options, None), Err(SealError::Key { index: 1, .. })));
    let serial = Serial::from_be_bytes(&[1; 40]);
    let unnamed = SealRecipient { serial: &serial, ..good.clone() };
    assert!(matches!(seal(&[unnamed], &options, None), Err(SealError::Certificate { index: 0 })));
    let cipher = ContentCipher::DesEde3Cbc;
    let old = SealOptions { cipher, ..options };
    assert!(matches!(seal(std::slice::from_ref(&good), &old, None), Err(SealError::CipherNotWritten { .. })));
}

#[test]
fn a_key_for_oaep_only_is_sealed_to_with_oaep_only() {
    let (issuer, serial) = (issuer(b"A"), Serial::from_be_bytes(&[1]));
    let transport = |rule: &TransportRule, asked: KeyTransport| {
        let recipient = SealRecipient {
            issuer: &issuer,
            serial: &serial,
            ski: None,
            public_key: b"key",
            transport: rule.clone(),
        };
        let options = SealOptions { transport: asked, ..SealOptions::default() };
        let mut message = Vec::new();
        seal(&Clear, &[recipient], &options, Some(3), &b"pli"[..], &mut message)?;
        let (envelope, _) = Envelope::read(&message[..]).expect("a header");
        let Some(Recipient::KeyTrans(recipient)) = envelope.recipients.first() else {
            panic!("{envelope:?}")
        };
        Ok::<_, SealError>(recipient.transport_name.clone())
    };
    let oaep = |hash| KeyTransport::RsaOaep { hash, mgf_hash: hash, label: Vec::new() };
    for rule in [TransportRule::Oaep, TransportRule::OaepOf(oaep(Hash::Sha256))] {
        let refused = transport(&rule, KeyTransport::RsaPkcs1v15);
        assert!(matches!(refused, Err(SealError::OaepOnly { index: 0 })), "{refused:?}");
    }
    let any = transport(&TransportRule::Any, KeyTransport::RsaPkcs1v15).expect("any");
    assert_eq!(any, "rsaes-pkcs1-v1_5");
    assert_eq!(transport(&TransportRule::Oaep, oaep(Hash::Sha384)).expect("free"), "rsaes-oaep-sha384");
    // What the certificate says goes before what was asked.
    let named = TransportRule::OaepOf(oaep(Hash::Sha256));
    assert_eq!(transport(&named, oaep(Hash::Sha384)).expect("named"), "rsaes-oaep-sha256");
}
