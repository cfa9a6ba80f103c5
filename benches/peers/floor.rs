//! The floor: the least work any opener must do, as a program of its own.
//!
//! For each file of a folder: read it, SHA-256 of it, one RSA private operation, decrypt, SHA-256 of the plaintext, write
//! it: an opener that keeps evidence hashes both sides.
//! Same provider as the default of `plis`, same number of threads, largest file first. Nothing else: it trusts
//! what it reads (DER, the first recipient is ours), chooses no key, checks no name, stages nothing, syncs
//! nothing, journals nothing and reports nothing. It panics at the first surprise.

use std::{
    error::Error,
    fs,
    fs::File,
    hint::black_box,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use aws_lc_rs::{
    aead, cipher, digest,
    iv::FixedLength,
    rsa::{
        OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey,
    },
};

/// `floor IN OUT KEY JOBS`: KEY is a DER `PrivateKeyInfo`.
pub(crate) fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [input, output, key, jobs] = arguments else { return Err("floor IN OUT KEY JOBS".into()) };
    let output = Path::new(output);
    let key = Key::new(&fs::read(key)?)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(input)? {
        let entry = entry?;
        files.push((entry.metadata()?.len(), entry.path()));
    }
    files.sort_unstable_by(|a, b| b.cmp(a));
    fs::create_dir_all(output)?;
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..jobs.parse::<usize>().expect("a number of threads") {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                while let Some((len, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    open(&key, path, *len, output, &mut buffer);
                }
            });
        }
    });
    Ok(())
}

/// An RSA key for both transports.
struct Key {
    pkcs1: Pkcs1PrivateDecryptingKey,
    oaep: OaepPrivateDecryptingKey,
}

impl Key {
    fn new(pkcs8: &[u8]) -> Result<Self, Box<dyn Error>> {
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8)?;
        Ok(Self {
            pkcs1: Pkcs1PrivateDecryptingKey::new(key.clone())?,
            oaep: OaepPrivateDecryptingKey::new(key)?,
        })
    }
}

fn open(key: &Key, path: &PathBuf, len: u64, output: &Path, buffer: &mut Vec<u8>) {
    let len = usize::try_from(len).expect("a file that fits the memory");
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
    let message = &mut buffer[..len];
    File::open(path).and_then(|mut file| file.read_exact(message)).expect("readable");
    black_box(digest::digest(&digest::SHA256, message));

    let parts = Parts::of(message);
    let mut octets = [0; 1024];
    let encrypted_key = &message[parts.encrypted_key.clone()];
    let cek = if parts.oaep {
        key.oaep.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted_key, &mut octets, None).expect("OAEP")
    } else {
        key.pkcs1.decrypt(encrypted_key, &mut octets).expect("PKCS#1 v1.5")
    };
    let plaintext: &[u8] = if parts.gcm {
        let nonce = aead::Nonce::try_assume_unique_for_key(&message[parts.iv]).expect("a nonce of 12 octets");
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, cek).expect("AES-256"));
        let (content, rest) = message.split_at_mut(parts.content.end);
        let content = &mut content[parts.content.start..];
        let tag = &rest[rest.len() - 16..];
        key.open_in_place_separate_tag(nonce, aead::Aad::empty(), tag, content).expect("the tag")
    } else {
        let iv = FixedLength::<16>::try_from(&message[parts.iv]).expect("an IV of 16 octets");
        let key = cipher::UnboundCipherKey::new(&cipher::AES_256, cek).expect("AES-256");
        cipher::PaddedBlockDecryptingKey::cbc_pkcs7(key)
            .and_then(|key| key.decrypt(&mut message[parts.content], cipher::DecryptionContext::Iv128(iv)))
            .expect("the padding")
    };
    black_box(digest::digest(&digest::SHA256, plaintext));

    let name = output.join(path.file_stem().expect("a name"));
    File::create(name).and_then(|mut file| file.write_all(plaintext)).expect("writable");
}

/// Where the parts of a message are.
struct Parts {
    encrypted_key: std::ops::Range<usize>,
    oaep: bool,
    iv: std::ops::Range<usize>,
    gcm: bool,
    content: std::ops::Range<usize>,
}

impl Parts {
    /// A walk that checks nothing (RFC 5652 section 6.1, RFC 5083 section 2.1, DER).
    fn of(message: &[u8]) -> Self {
        let tlv = |at: usize| -> std::ops::Range<usize> {
            let first = usize::from(message[at + 1]);
            if first < 0x80 {
                return at + 2..at + 2 + first;
            }
            let start = at + 2 + (first & 0x7f);
            let len = message[at + 2..start].iter().fold(0, |len, octet| len << 8 | usize::from(*octet));
            start..start + len
        };
        let content_type = tlv(tlv(0).start); // ContentInfo, contentType
        let version = tlv(tlv(tlv(content_type.end).start).start); // [0] EXPLICIT, EnvelopedData, version
        let recipients = tlv(version.end); // RecipientInfos
        let version = tlv(tlv(recipients.start).start); // KeyTransRecipientInfo, version
        let algorithm = tlv(tlv(version.end).end); // after the rid: keyEncryptionAlgorithm
        let transport = tlv(algorithm.start);
        let encrypted_key = tlv(algorithm.end);
        let content_type = tlv(tlv(recipients.end).start); // EncryptedContentInfo, contentType
        let algorithm = tlv(content_type.end); // contentEncryptionAlgorithm
        let cipher = tlv(algorithm.start);
        let gcm = message[cipher.end - 1] == 46; // 2.16.840.1.101.3.4.1.46; id-aes256-CBC ends with 42
        let parameters = tlv(cipher.end);
        let iv = if gcm { tlv(parameters.start) } else { parameters };
        // rsaEncryption is 1.2.840.113549.1.1.1, id-RSAES-OAEP is 1.2.840.113549.1.1.7.
        Self { encrypted_key, oaep: message[transport.end - 1] == 7, iv, gcm, content: tlv(algorithm.end) }
    }
}
