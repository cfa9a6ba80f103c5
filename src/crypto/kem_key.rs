//! Keys of ML-KEM as DER, for both providers: RFC 9935.

use der::oid::ObjectIdentifier;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{
    KeyRejected,
    expanded::{expand, hash},
    ml_kem::{MlKem, SEED_LEN},
};
use crate::{
    asn1::{
        ber::{self, BerError, Reader, Value},
        write,
    },
    secret::PrivateKeyDer,
};

/// The parameter set of a key, by its algorithm, which has no parameters (RFC 9935 section 3).
pub(crate) fn kem_of(algorithm: &ObjectIdentifier, has_parameters: bool) -> Result<MlKem, KeyRejected> {
    MlKem::of_oid(algorithm.as_bytes())
        .filter(|_| !has_parameters)
        .ok_or_else(|| KeyRejected::NotUsed { oid: algorithm.to_string() })
}

/// The `SubjectPublicKeyInfo` of a public key.
pub(crate) fn public_key_info(kem: MlKem, public: &[u8]) -> Vec<u8> {
    write::sequence(&[&algorithm(kem), &write::value(ber::BIT_STRING, &[&[0], public])])
}

/// `AlgorithmIdentifier`, without parameters.
pub(crate) fn algorithm(kem: MlKem) -> Vec<u8> {
    write::sequence(&[&write::oid(&kem.oid())])
}

/// Somebody's public key.
pub(super) struct Public<'a> {
    pub(super) kem: MlKem,
    pub(super) octets: &'a [u8],
}

impl<'a> Public<'a> {
    /// Reads a `SubjectPublicKeyInfo`. Whether its numbers are below the modulus (FIPS 203 section 7.2), the provider's
    /// library looks before it encapsulates.
    pub(super) fn from_spki(der: &'a [u8]) -> Result<Self, KeyRejected> {
        let read = || {
            let mut fields = Value::only(der)?.inside_sequence()?;
            let kem = read_algorithm(&mut fields)?;
            let octets = fields.expect(ber::BIT_STRING)?.bits()?;
            fields.end()?;
            Ok::<_, BerError>(kem.map(|kem| (kem, octets)))
        };
        let (kem, octets) = read().map_err(|_| KeyRejected::Malformed)??;
        if octets.len() == kem.public_len() { Ok(Self { kem, octets }) } else { Err(KeyRejected::Malformed) }
    }
}

fn read_algorithm(fields: &mut Reader<'_>) -> Result<Result<MlKem, KeyRejected>, BerError> {
    let mut algorithm = fields.sequence()?;
    let oid = algorithm.oid()?;
    Ok(kem_of(&oid, !algorithm.is_empty()))
}

/// A private key: the seed that it is made of, or what was made of a seed that nobody kept.
pub(crate) enum Secret {
    Seed(Zeroizing<[u8; SEED_LEN]>),
    Expanded(Zeroizing<Vec<u8>>),
}

/// A private key of ML-KEM.
pub(crate) struct Private {
    pub(crate) kem: MlKem,
    pub(crate) secret: Secret,
}

impl Private {
    /// Reads a `PrivateKeyInfo`.
    pub(crate) fn from_pkcs8(der: &PrivateKeyDer) -> Result<Self, KeyRejected> {
        let read = || {
            let mut fields = Value::only(der.expose())?.inside_sequence()?;
            fields.small()?;
            let kem = match read_algorithm(&mut fields)? {
                Ok(kem) => kem,
                Err(rejected) => return Ok(Err(rejected)),
            };
            let key = fields.expect(ber::OCTET_STRING)?.octets()?;
            let (key, trailing) = Value::first(&key)?;
            if trailing > 0 {
                return Ok(Err(KeyRejected::Malformed));
            }
            Self::read(kem, &key)
        };
        read().map_err(|_| KeyRejected::Malformed)?
    }

    /// Reads one of the three forms of `ML-KEM-PrivateKey` (RFC 9935 section 6). Of both, the seed is kept once it has given
    /// what stands beside it.
    pub(crate) fn read(kem: MlKem, key: &Value<'_>) -> Result<Result<Self, KeyRejected>, BerError> {
        const SEED: u8 = 0x80;
        let mut reader = Reader::new(key.raw);
        let (seed, expanded) = match key.tag {
            SEED => (Some(reader.expect(SEED)?.content), None),
            ber::SEQUENCE => {
                let mut fields = key.inside_sequence()?;
                let seed = fields.expect(ber::OCTET_STRING)?.content;
                let expanded = fields.expect(ber::OCTET_STRING)?.content;
                fields.end()?;
                (Some(seed), Some(expanded))
            }
            _ => (None, Some(reader.expect(ber::OCTET_STRING)?.content)),
        };
        Ok(Self::of(kem, seed, expanded))
    }

    fn of(kem: MlKem, seed: Option<&[u8]>, expanded: Option<&[u8]>) -> Result<Self, KeyRejected> {
        if let Some(expanded) = expanded {
            check(kem, expanded)?;
        }
        let Some(seed) = seed else {
            let expanded = expanded.ok_or(KeyRejected::Malformed)?.to_vec();
            return Ok(Self { kem, secret: Secret::Expanded(Zeroizing::new(expanded)) });
        };
        let seed = Zeroizing::new(<[u8; SEED_LEN]>::try_from(seed).map_err(|_| KeyRejected::Malformed)?);
        match expanded {
            Some(expanded) if !bool::from(expand(kem, &seed).ct_eq(expanded)) => {
                Err(KeyRejected::Inconsistent)
            }
            _ => Ok(Self { kem, secret: Secret::Seed(seed) }),
        }
    }

    /// The private key written out (FIPS 203 algorithm 16): the key that decrypts, the public key, its hash, and what a wrong
    /// ciphertext is answered with.
    pub(crate) fn expanded(&self) -> Zeroizing<Vec<u8>> {
        match &self.secret {
            Secret::Seed(seed) => expand(self.kem, seed),
            Secret::Expanded(octets) => octets.clone(),
        }
    }

    /// The `PrivateKeyInfo` in strict DER, in the shortest form there is.
    pub(crate) fn to_pkcs8(&self) -> PrivateKeyDer {
        const SEED: u8 = 0x80;
        let key = match &self.secret {
            Secret::Seed(seed) => write::secret(SEED, &[&**seed]),
            Secret::Expanded(octets) => write::secret(ber::OCTET_STRING, &[octets]),
        };
        let key = write::secret(ber::OCTET_STRING, &[&key]);
        let version = write::unsigned(&[]);
        PrivateKeyDer::from_pkcs8(write::value(ber::SEQUENCE, &[&version, &algorithm(self.kem), &key]))
    }
}

/// The public key in a private key that is written out.
pub(crate) fn public_of(kem: MlKem, expanded: &[u8]) -> &[u8] {
    &expanded[expanded.len() - 64 - kem.public_len()..expanded.len() - 64]
}

/// Whether twelve bits each are numbers below the modulus.
fn is_reduced(coefficients: &[u8]) -> bool {
    const MODULUS: u16 = 3329;
    coefficients.chunks_exact(3).all(|three| {
        let [first, middle, last] = [three[0], three[1], three[2]].map(u16::from);
        (first | (middle & 0xf) << 8) < MODULUS && (middle >> 4 | last << 4) < MODULUS
    })
}

/// What FIPS 203 asks of a private key that is written out: its length and the hash of the public key in it (section 7.3),
/// and of that key that its coefficients are below the modulus (section 7.2), which one provider alone looks at.
fn check(kem: MlKem, expanded: &[u8]) -> Result<(), KeyRejected> {
    if expanded.len() != kem.expanded_len() {
        return Err(KeyRejected::Malformed);
    }
    let told = &expanded[expanded.len() - 64..expanded.len() - 32];
    let public = public_of(kem, expanded);
    if bool::from(hash(public).ct_eq(told)) && is_reduced(&public[..public.len() - 32]) {
        Ok(())
    } else {
        Err(KeyRejected::Inconsistent)
    }
}
