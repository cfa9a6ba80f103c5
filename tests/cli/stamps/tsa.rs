//! An authority of time-stamps: `openssl ts -reply` behind a few lines of HTTP, and one that misbehaves.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A stamp.
    Stamps,
    /// That it does not grant one.
    Refuses,
    /// The stamp of the first request, again.
    Repeats,
    /// Nothing, for as long as the other side waits.
    Mute,
    /// A little at a time, for ever.
    Slow,
    /// More than anybody reads.
    Huge,
    /// A page for people.
    Page,
    /// That it is elsewhere.
    Elsewhere,
    /// An error of HTTP.
    Broken,
    /// Half an answer.
    HangsUp,
    /// Octets that are no stamp.
    Lies,
    /// A head that never ends.
    LongHead,
}

/// An authority, at work until it is dropped.
pub(crate) struct Tsa {
    pub(crate) folder: PathBuf,
    scheme: &'static str,
    port: u16,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Tsa {
    /// Makes its keys with OpenSSL and listens; `None` where that is not there.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            assert!(std::env::var_os("PLIS_CI").is_none(), "openssl is not there");
            // Not captured: it is seen that nothing was tried.
            let _ = writeln!(std::io::stderr(), "skipped: openssl is not there");
            return None;
        }
        fs::create_dir_all(folder).expect("a folder");
        make(folder);
        Some(Self::listen(folder, Manner::Stamps, None))
    }

    /// The same over HTTPS; `ca.pem` vouches for the server too.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "its test is of Linux's environment"))]
    pub(crate) fn start_secure(folder: &Path) -> Option<Self> {
        drop(Self::start(folder)?);
        fs::write(folder.join("server.ext"), "subjectAltName = IP:127.0.0.1\n").expect("written");
        for line in [
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=Serveur",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.pem",
        ] {
            assert!(openssl(folder, line), "{line}");
        }
        let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a server");
        Some(Self::listen(folder, Manner::Stamps, Some(Arc::new(config))))
    }

    /// Listens, and answers in a manner that needs no keys.
    pub(crate) fn misbehaving(folder: &Path, manner: Manner) -> Self {
        Self::listen(folder, manner, None)
    }

    fn listen(folder: &Path, manner: Manner, secure: Option<Arc<ServerConfig>>) -> Self {
        let scheme = if secure.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let tsa = Self {
            folder: folder.to_owned(),
            scheme,
            port: listener.local_addr().expect("an address").port(),
            manner: Arc::new(Mutex::new(manner)),
            asked: Arc::default(),
            over: Arc::default(),
        };
        let (folder, manner) = (folder.to_owned(), Arc::clone(&tsa.manner));
        let (asked, over) = (Arc::clone(&tsa.asked), Arc::clone(&tsa.over));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let number = asked.fetch_add(1, Ordering::Relaxed);
                let manner = *manner.lock().expect("a manner");
                let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                match &secure {
                    None => drop(answer(stream, &folder, manner, number, &over)),
                    Some(config) => {
                        let session = ServerConnection::new(Arc::clone(config)).expect("a session");
                        let mut stream = StreamOwned::new(session, stream);
                        let _ = answer(&mut stream, &folder, manner, number, &over);
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                    }
                }
            }
        });
        tsa
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("{}://127.0.0.1:{}/tsa", self.scheme, self.port)
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    pub(crate) fn behave(&self, manner: Manner) {
        *self.manner.lock().expect("a manner") = manner;
    }
}

impl Drop for Tsa {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn openssl(folder: &Path, line: &str) -> bool {
    let output = Command::new("openssl")
        .args(line.split(' '))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    output.status.success()
}

/// An authority of certificates (`ca.pem`), and a unit for time-stamps that it signed.
fn make(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    write(
        "tsa.cnf",
        "[tsa]\ndefault_tsa = here\n[here]\nserial = serial\ncrypto_device = builtin\nsigner_cert = unit.pem\n\
         certs = ca.pem\nsigner_key = unit.key\nsigner_digest = sha256\ndefault_policy = 1.2.250.1.999.1\n\
         digests = sha256\naccuracy = secs:1\nclock_precision_digits = 3\ntsa_name = yes\n\
         ess_cert_id_chain = no\ness_cert_id_alg = sha256\n",
    );
    write("unit.ext", "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n");
    write("serial", "01");
    for line in [
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3650 \
         -subj /CN=Racine -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign",
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout unit.key -out unit.csr -subj /CN=Horloge",
        "x509 -req -in unit.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile unit.ext -out unit.pem",
    ] {
        assert!(openssl(folder, line), "{line}");
    }
}

fn answer(
    stream: impl Read + Write,
    folder: &Path,
    manner: Manner,
    number: usize,
    over: &AtomicBool,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if let Some(value) = line.strip_prefix("content-type:") {
            value.trim().clone_into(&mut kind);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut request = vec![0; length];
    reader.read_exact(&mut request)?;
    let stream = reader.get_mut();
    if kind != "application/timestamp-query" {
        return stream.write_all(b"HTTP/1.1 415 Unsupported Media Type\r\nContent-Length: 0\r\n\r\n");
    }
    let head = |length: usize| {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let wait = || {
        while !over.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(20));
        }
    };
    match manner {
        Manner::Stamps | Manner::Refuses => {
            let name = format!("{number}.tsr");
            fs::write(folder.join(format!("{number}.tsq")), &request)?;
            // A policy that it does not have.
            let policy = if manner == Manner::Refuses { "-queryfile refused.tsq " } else { "" };
            let asked = format!("-queryfile {number}.tsq ");
            if manner == Manner::Refuses {
                fs::write(folder.join("data"), "x")?;
                openssl(folder, "ts -query -data data -sha512 -cert -out refused.tsq");
            }
            let asked = if policy.is_empty() { &asked } else { policy };
            openssl(folder, &format!("ts -reply -config tsa.cnf {asked}-out {name}"));
            let response = fs::read(folder.join(name))?;
            stream.write_all(head(response.len()).as_bytes())?;
            stream.write_all(&response)
        }
        Manner::Repeats => {
            let response = fs::read(folder.join("0.tsr"))?;
            stream.write_all(head(response.len()).as_bytes())?;
            stream.write_all(&response)
        }
        Manner::Mute => {
            wait();
            Ok(())
        }
        Manner::Slow => {
            stream.write_all(head(60_000).as_bytes())?;
            while !over.load(Ordering::Relaxed) {
                stream.write_all(b"0")?;
                thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
        Manner::Huge => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nTransfer-Encoding: chunked\r\n\r\n",
            )?;
            let chunk = [b"1000\r\n", &[b'0'; 0x1000][..], b"\r\n"].concat();
            while !over.load(Ordering::Relaxed) {
                stream.write_all(&chunk)?;
            }
            Ok(())
        }
        Manner::Page => stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 2\r\n\r\nok",
        ),
        Manner::Elsewhere => stream
            .write_all(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        Manner::Broken => stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
        Manner::HangsUp => {
            stream.write_all(head(1000).as_bytes())?;
            stream.write_all(b"half")
        }
        Manner::Lies => {
            stream.write_all(head(5).as_bytes())?;
            stream.write_all(&[0x30, 0x84, 0xff, 0xff, 0xff])
        }
        Manner::LongHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
            while !over.load(Ordering::Relaxed) {
                stream.write_all(b"X-Long: 0123456789012345678901234567890123456789\r\n")?;
            }
            Ok(())
        }
    }
}
