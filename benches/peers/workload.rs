//! What the entrants open: folders of envelopes, made anew for every run from a counter.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Read, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use aws_lc_rs::digest;
use plis::{
    cms::seal::{SealOptions, SealRecipient, seal},
    crypto::{AwsLc, ContentCipher, Hash, KeyTransport},
    keys::Certificate,
};

type Failure = Box<dyn Error + Send + Sync>;

/// The password of every key file here.
pub(crate) const PASSWORD: &str = "banc";

/// How the envelopes of a workload are sealed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sealing {
    /// RSAES-PKCS1-v1_5 and AES-256-CBC: what platforms write today.
    Cbc,
    /// RSAES-OAEP-SHA256 and AES-256-GCM: what they should write.
    Gcm,
    /// Two of the first for one of the second.
    Mixed,
    /// By `openssl cms -stream`: BER, indefinite lengths, AES-256-CBC in pieces.
    Streamed,
}

/// A folder of envelopes to open.
pub(crate) struct Workload {
    /// `W1`.
    pub(crate) name: &'static str,
    /// What it is, for the table.
    pub(crate) what: String,
    /// Octets of each plaintext.
    pub(crate) sizes: Vec<u64>,
    /// Bits of the RSA keys.
    pub(crate) bits: usize,
    /// How many times one round opens it.
    pub(crate) repeat: usize,
    sealing: Sealing,
}

impl Workload {
    /// Those of the table, smaller (or larger) by `scale`.
    pub(crate) fn all(scale: f64) -> Vec<Self> {
        let some = |count: f64| ((count * scale).round() as usize).max(2);
        let make = |name, what: &str, sizes, bits, repeat, sealing| Self {
            name,
            what: what.to_owned(),
            sizes,
            bits,
            repeat,
            sealing,
        };
        let streamed = ((2_f64.powi(31) * scale) as u64).max(1 << 20);
        vec![
            make("W0", "1 x 2 KiB, RSA-2048, AES-256-CBC: the start", vec![2 << 10], 2048, 20, Sealing::Cbc),
            make(
                "W1",
                "2,000 x 64 KiB, RSA-2048, AES-256-CBC",
                vec![64 << 10; some(2000.0)],
                2048,
                1,
                Sealing::Cbc,
            ),
            make(
                "W2",
                "100 x 8 MiB, RSA-3072, AES-256-GCM",
                vec![8 << 20; some(100.0)],
                3072,
                1,
                Sealing::Gcm,
            ),
            make("W3", "1 x 2 GiB, streamed BER, AES-256-CBC", vec![streamed], 2048, 1, Sealing::Streamed),
            make(
                "W4",
                "20,000 x 2 KiB, RSA-2048, AES-256-CBC",
                vec![2 << 10; some(20_000.0)],
                2048,
                1,
                Sealing::Cbc,
            ),
            make(
                "W5",
                "300 x 20 KiB to 400 MiB, log-normal",
                log_normal(some(300.0)),
                2048,
                1,
                Sealing::Mixed,
            ),
        ]
    }

    /// Envelopes of one size, for the cost of each.
    pub(crate) fn small(count: usize) -> Self {
        Self {
            name: "scale",
            what: format!("{count} x 2 KiB, RSA-2048, AES-256-CBC"),
            sizes: vec![2 << 10; count],
            bits: 2048,
            repeat: 1,
            sealing: Sealing::Cbc,
        }
    }

    /// One large envelope with a tag.
    pub(crate) fn large(octets: u64) -> Self {
        Self {
            name: "large",
            what: format!("1 x {} MiB, RSA-3072, AES-256-GCM", octets >> 20),
            sizes: vec![octets],
            bits: 3072,
            repeat: 1,
            sealing: Sealing::Gcm,
        }
    }

    /// Octets of all plaintexts.
    pub(crate) fn octets(&self) -> u64 {
        self.sizes.iter().sum()
    }

    /// Writes the envelopes and gives the SHA-256 of their plaintexts.
    pub(crate) fn seal(&self, folder: &Path, keys: &Keys) -> Result<Vec<[u8; 32]>, Failure> {
        fs::create_dir_all(folder)?;
        let certificates = [
            Certificate::from_pem_or_der(&fs::read(keys.certificate())?)?,
            Certificate::from_pem_or_der(&fs::read(keys.emergency())?)?,
        ]
        .concat();
        let next = AtomicUsize::new(0);
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let sealed = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| -> Result<Vec<(usize, [u8; 32])>, Failure> {
                        let mut sealed = Vec::new();
                        loop {
                            let index = next.fetch_add(1, Ordering::Relaxed);
                            let Some(&len) = self.sizes.get(index) else { return Ok(sealed) };
                            let to = folder.join(name(index) + ".p7m");
                            let mut content = Hashed::new(Content::new(index as u64, len));
                            if self.sealing == Sealing::Streamed {
                                seal_streamed(&to, &mut content, keys)?;
                            } else {
                                let gcm = self.sealing == Sealing::Gcm
                                    || (self.sealing == Sealing::Mixed && index % 3 == 2);
                                seal_whole(&to, len, &mut content, &certificates, gcm)?;
                            }
                            sealed.push((index, content.finish()));
                        }
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().expect("sealing does not panic"))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let mut sealed = sealed.concat();
        sealed.sort_unstable();
        Ok(sealed.into_iter().map(|(_, digest)| digest).collect())
    }
}

/// Name of a plaintext.
pub(crate) fn name(index: usize) -> String {
    format!("pli-{index:06}")
}

/// SHA-256 of a file.
pub(crate) fn digest_of(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = Hashed::new(File::open(path)?);
    io::copy(&mut file, &mut io::sink())?;
    Ok(file.finish())
}

fn seal_whole(
    to: &Path,
    len: u64,
    content: &mut impl Read,
    certificates: &[Certificate],
    gcm: bool,
) -> Result<(), Failure> {
    let recipients: Vec<_> = certificates
        .iter()
        .map(|certificate| SealRecipient { ski: None, ..SealRecipient::from(certificate) })
        .collect();
    let (cipher, transport) = if gcm {
        (
            ContentCipher::Aes256Gcm,
            KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() },
        )
    } else {
        (ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15)
    };
    let options = SealOptions { cipher, transport, ..SealOptions::default() };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(to)?);
    seal(&AwsLc, &recipients, &options, Some(len), content, &mut file)?;
    file.flush()?;
    Ok(())
}

fn seal_streamed(to: &Path, content: &mut impl Read, keys: &Keys) -> Result<(), Failure> {
    let mut child = Command::new("openssl")
        .args(["cms", "-encrypt", "-stream", "-binary", "-outform", "DER", "-aes256", "-out"])
        .arg(to)
        .args([keys.certificate(), keys.emergency()])
        .stdin(Stdio::piped())
        .spawn()?;
    io::copy(content, &mut child.stdin.take().ok_or("no pipe")?)?;
    if !child.wait()?.success() {
        return Err("openssl cms -encrypt failed".into());
    }
    Ok(())
}

/// Two certificates and the key of the first, in the shapes that the entrants want; made by OpenSSL.
pub(crate) struct Keys(PathBuf);

impl Keys {
    /// Makes them in a folder.
    pub(crate) fn make(folder: &Path, bits: usize) -> Result<Self, Failure> {
        let keys = Self(folder.join(format!("keys-{bits}")));
        if keys.0.exists() {
            return Ok(keys);
        }
        fs::create_dir_all(&keys.0)?;
        for who in ["entity", "emergency"] {
            keys.openssl(&format!(
                "req -x509 -newkey rsa:{bits} -nodes -days 730 -subj /CN={who} -keyout {who}.key -out {who}.pem"
            ))?;
        }
        keys.openssl("pkcs8 -topk8 -nocrypt -in entity.key -outform DER -out entity.pk8")?;
        keys.openssl(&format!(
            "pkcs12 -export -in entity.pem -inkey entity.key -passout pass:{PASSWORD} -out entity.p12"
        ))?;
        fs::write(keys.0.join("password"), PASSWORD)?;
        Ok(keys)
    }

    /// The entity's certificate, PEM.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.0.join("entity.pem")
    }

    /// The other certificate, PEM.
    pub(crate) fn emergency(&self) -> PathBuf {
        self.0.join("emergency.pem")
    }

    /// The entity's private key, PEM, in clear.
    pub(crate) fn pem(&self) -> PathBuf {
        self.0.join("entity.key")
    }

    /// The entity's private key, PKCS#8 DER, in clear.
    pub(crate) fn pkcs8(&self) -> PathBuf {
        self.0.join("entity.pk8")
    }

    /// The entity's key file.
    pub(crate) fn pkcs12(&self) -> PathBuf {
        self.0.join("entity.p12")
    }

    /// A file that holds its password.
    pub(crate) fn password(&self) -> PathBuf {
        self.0.join("password")
    }

    fn openssl(&self, arguments: &str) -> Result<(), Failure> {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(&self.0).output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// Sizes of a log-normal law with a median of 1 MiB, from its quantiles: the same at every run.
fn log_normal(count: usize) -> Vec<u64> {
    let spread = 400_f64.ln() / normal_quantile(0.5 / 300.0).abs();
    (0..count)
        .map(|index| {
            let z = normal_quantile((index as f64 + 0.5) / count as f64);
            ((2_f64.powi(20) * (spread * z).exp()) as u64).clamp(20 << 10, 400 << 20)
        })
        .collect()
}

/// Abramowitz and Stegun, 26.2.23: off by less than 4.5e-4.
fn normal_quantile(p: f64) -> f64 {
    let t = (-2.0 * p.min(1.0 - p).ln()).sqrt();
    let z = t
        - (0.010_328 * t + 0.802_853).mul_add(t, 2.515_517)
            / (0.001_308 * t + 0.189_269).mul_add(t, 1.432_788).mul_add(t, 1.0);
    if p < 0.5 { -z } else { z }
}

/// Octets that no compression and no sparse file shortens, from a counter (splitmix64).
struct Content {
    state: u64,
    left: u64,
}

impl Content {
    fn new(seed: u64, len: u64) -> Self {
        Self { state: seed << 40, left: len }
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Whole words but at the end, so that the octets do not depend on how they are asked for.
        let take = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let take = if (take as u64) < self.left && take > 8 { take / 8 * 8 } else { take };
        for word in buffer[..take].chunks_mut(8) {
            self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..word.len()]);
        }
        self.left -= take as u64;
        Ok(take)
    }
}

/// Reads, and hashes what it reads.
struct Hashed<R> {
    source: R,
    context: digest::Context,
}

impl<R> Hashed<R> {
    fn new(source: R) -> Self {
        Self { source, context: digest::Context::new(&digest::SHA256) }
    }

    fn finish(self) -> [u8; 32] {
        let mut octets = [0; 32];
        octets.copy_from_slice(self.context.finish().as_ref());
        octets
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.context.update(&buffer[..read]);
        Ok(read)
    }
}
