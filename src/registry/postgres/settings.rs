//! Where a server is and who asks it: from the address that was given, a service file, the environment and the file of
//! passwords, as every program that speaks to PostgreSQL reads them
//! (<https://www.postgresql.org/docs/current/libpq-connect.html>).
//!
//! The library below reads none of these, and takes an unencrypted connection for a good one: here a connection that
//! leaves the machine is encrypted and the server is who it says, whatever is asked for.

use std::{
    collections::BTreeMap,
    env, fs,
    net::{IpAddr, ToSocketAddrs as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    registry::error::{RegistryError, ServerFault},
    secret::Password,
};

/// What an address may say, in the words of PostgreSQL.
const KNOWN: [&str; 9] =
    ["host", "port", "user", "dbname", "password", "sslmode", "sslrootcert", "passfile", "service"];

/// A server's address, and what goes with it.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// A name, an address, or the folder of a socket.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) database: String,
    /// Whether the connection is encrypted, and the server's certificate verified.
    pub(super) is_verified: bool,
    /// Certificates of authorities; `None` for those of the system.
    pub(super) authorities: Option<PathBuf>,
    /// Where passwords are kept.
    passwords: Option<PathBuf>,
    /// The password, where a service file or the environment has it.
    password: Option<Arc<Password>>,
}

/// Why an address is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It does not begin as one, or is not written as one.
    #[error("not an address of a registry")]
    NotOne,
    /// A password is in it, where everybody may see it.
    #[error("a password is in the address")]
    Password,
    /// Something that is not known here.
    #[error("{name} is not known")]
    Unknown {
        /// Its name.
        name: String,
    },
    /// What would not be encrypted, or could be anybody's, off this machine.
    #[error("sslmode {mode} does not say who answers")]
    Unverified {
        /// What was asked for.
        mode: String,
    },
    /// No service of that name is in the files of services.
    #[error("no service {name}")]
    NoService {
        /// Its name.
        name: String,
    },
    /// Neither the address, nor a service, nor the environment has it.
    #[error("no {name} is said")]
    Missing {
        /// `host` or `user`.
        name: &'static str,
    },
}

/// Where what an address leaves open is looked for.
pub(super) trait Surroundings {
    fn variable(&self, name: &str) -> Option<String>;
    fn home(&self) -> Option<PathBuf>;
}

/// This process's.
pub(super) struct Process;

impl Surroundings for Process {
    fn variable(&self, name: &str) -> Option<String> {
        env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn home(&self) -> Option<PathBuf> {
        env::home_dir()
    }
}

impl Settings {
    /// Reads an address: `postgres://[USER@]HOST[:PORT][/DATABASE][?NAME=VALUE&...]`.
    pub(super) fn of(address: &str, around: &dyn Surroundings) -> Result<Self, BadAddress> {
        let given = parse(address)?;
        let service = match given.get("service").cloned().or_else(|| around.variable("PGSERVICE")) {
            Some(name) => of_service(&name, around).ok_or(BadAddress::NoService { name })?,
            None => BTreeMap::new(),
        };
        let find = |name: &str, variable: &str| {
            given.get(name).or_else(|| service.get(name)).cloned().or_else(|| around.variable(variable))
        };
        let host = find("host", "PGHOST").ok_or(BadAddress::Missing { name: "host" })?;
        let user = find("user", "PGUSER")
            .or_else(|| around.variable(if cfg!(windows) { "USERNAME" } else { "USER" }))
            .ok_or(BadAddress::Missing { name: "user" })?;
        let port = match find("port", "PGPORT") {
            Some(port) => port.parse().map_err(|_| BadAddress::NotOne)?,
            None => 5432,
        };
        let mode = find("sslmode", "PGSSLMODE");
        let is_verified = match (mode.as_deref(), is_here(&host)) {
            (Some("verify-full"), _) | (None, false) => true,
            (None | Some("disable" | "allow" | "prefer"), true) => false,
            // Nobody listens on the way, and PostgreSQL encrypts none either.
            (Some("require" | "verify-ca"), true) if is_socket(&host) => false,
            // The environment of other programs asks for less: it is not their address.
            (Some("disable" | "allow" | "prefer" | "require" | "verify-ca"), _)
                if !given.contains_key("sslmode") =>
            {
                true
            }
            (Some(mode @ ("disable" | "allow" | "prefer" | "require" | "verify-ca")), _) => {
                return Err(BadAddress::Unverified { mode: mode.to_owned() });
            }
            (Some(mode), _) => return Err(BadAddress::Unknown { name: format!("sslmode={mode}") }),
        };
        let beside = |name: &str| {
            let folder = if cfg!(windows) {
                PathBuf::from(around.variable("APPDATA")?).join("postgresql")
            } else {
                around.home()?.join(".postgresql")
            };
            Some(folder.join(name))
        };
        let authorities = match find("sslrootcert", "PGSSLROOTCERT") {
            Some(name) if name == "system" => None,
            Some(path) => Some(PathBuf::from(path)),
            None => beside("root.crt").filter(|path| path.is_file()),
        };
        let passwords = find("passfile", "PGPASSFILE").map(PathBuf::from).or_else(|| {
            if cfg!(windows) { beside("pgpass.conf") } else { Some(around.home()?.join(".pgpass")) }
        });
        Ok(Self {
            database: find("dbname", "PGDATABASE").unwrap_or_else(|| user.clone()),
            password: find("password", "PGPASSWORD").map(Password::new).map(Arc::new),
            host,
            port,
            user,
            is_verified,
            authorities,
            passwords,
        })
    }

    /// As people know it: nothing secret is in it.
    pub(super) fn shown(&self) -> String {
        let Self { host, port, user, database, .. } = self;
        let host = if host.contains([':', '/']) { format!("[{host}]") } else { host.clone() };
        format!("postgres://{user}@{host}:{port}/{database}")
    }

    /// Whether it is reached by a socket of this machine's file system.
    pub(super) fn is_socket(&self) -> bool {
        is_socket(&self.host)
    }

    /// The addresses of its host.
    pub(super) fn addresses(&self) -> Result<Vec<IpAddr>, RegistryError> {
        let found = (self.host.as_str(), self.port).to_socket_addrs().map_err(|error| {
            RegistryError::Server { fault: ServerFault::Unreachable, said: error.to_string() }
        })?;
        self.reached(found.map(|address| address.ip()).collect())
    }

    /// Whatever a name was given the address of: what is said in clear stays on this machine.
    fn reached(&self, found: Vec<IpAddr>) -> Result<Vec<IpAddr>, RegistryError> {
        match found.iter().find(|address| !self.is_verified && !address.is_loopback()) {
            Some(address) => Err(RegistryError::Server {
                fault: ServerFault::Unreachable,
                said: format!("{} is at {address}, which is not this machine", self.host),
            }),
            None => Ok(found),
        }
    }

    /// The password to give: the one of the environment, of the service, or of the file of passwords.
    pub(super) fn password(&self) -> Result<Option<Arc<Password>>, RegistryError> {
        if let Some(password) = &self.password {
            return Ok(Some(Arc::clone(password)));
        }
        let Some(path) = self.passwords.as_deref().filter(|path| path.is_file()) else { return Ok(None) };
        if is_open_to_others(path) {
            return Err(RegistryError::PasswordFile { path: path.to_owned() });
        }
        let text = fs::read_to_string(path)
            .map(zeroize::Zeroizing::new)
            .map_err(|source| RegistryError::File { path: path.to_owned(), source })?;
        Ok(text.lines().find_map(|line| self.password_in(line)).map(Arc::new))
    }

    /// `host:port:database:user:password`, each of the first four perhaps `*`, with `\` before a colon or itself.
    fn password_in(&self, line: &str) -> Option<Password> {
        if line.starts_with('#') {
            return None;
        }
        let host = if self.is_socket() { "localhost" } else { &self.host };
        let port = self.port.to_string();
        let mut rest = line;
        for wanted in [host, &port, &self.database, &self.user] {
            let (field, after) = field(rest);
            if field != "*" && field != wanted {
                return None;
            }
            rest = after?;
        }
        Some(Password::new(field(rest).0))
    }
}

/// A field up to its colon, without what keeps a colon from ending it; and what follows.
fn field(text: &str) -> (String, Option<&str>) {
    let mut field = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            ':' => return (field, Some(&text[at + 1..])),
            '\\' => field.extend(characters.next().map(|(_, kept)| kept)),
            other => field.push(other),
        }
    }
    (field, None)
}

fn is_socket(host: &str) -> bool {
    host.starts_with(['/', '@'])
}

/// Whether the connection stays on this machine.
fn is_here(host: &str) -> bool {
    is_socket(host)
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(unix)] // modes
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

fn parse(address: &str) -> Result<BTreeMap<String, String>, BadAddress> {
    let rest = address.strip_prefix("postgres://").or_else(|| address.strip_prefix("postgresql://"));
    let (place, options) = {
        let rest = rest.ok_or(BadAddress::NotOne)?;
        rest.split_once('?').unwrap_or((rest, ""))
    };
    let (authority, database) = place.split_once('/').unwrap_or((place, ""));
    let (user, place) = authority.rsplit_once('@').map_or(("", authority), |(user, place)| (user, place));
    if user.contains(':') {
        return Err(BadAddress::Password);
    }
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or(BadAddress::NotOne)?;
            (host, after.strip_prefix(':').unwrap_or(after))
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    let mut given = BTreeMap::new();
    for (name, value) in [("user", user), ("host", host), ("port", port), ("dbname", database)] {
        if !value.is_empty() {
            given.insert(name.to_owned(), decoded(value)?);
        }
    }
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').ok_or(BadAddress::NotOne)?;
        if !KNOWN.contains(&name) {
            return Err(BadAddress::Unknown { name: name.to_owned() });
        }
        if name == "password" {
            return Err(BadAddress::Password);
        }
        given.insert(name.to_owned(), decoded(value)?);
    }
    Ok(given)
}

/// Without `%` and two digits for an octet (RFC 3986 section 2.1).
fn decoded(text: &str) -> Result<String, BadAddress> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'%' {
            octets.push(octet);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (high, low) = (digit(), digit());
        let octet = high.zip(low).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        octets.push(octet.ok_or(BadAddress::NotOne)?);
    }
    String::from_utf8(octets).map_err(|_| BadAddress::NotOne)
}

/// What a service says, from the person's file or the system's.
fn of_service(name: &str, around: &dyn Surroundings) -> Option<BTreeMap<String, String>> {
    let own = around
        .variable("PGSERVICEFILE")
        .map(PathBuf::from)
        .or_else(|| Some(around.home()?.join(".pg_service.conf")));
    let common = around.variable("PGSYSCONFDIR").map(|folder| PathBuf::from(folder).join("pg_service.conf"));
    [own, common].into_iter().flatten().find_map(|path| section(&fs::read_to_string(path).ok()?, name))
}

fn section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.find(|line| line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) == Some(name))?;
    let said = lines.take_while(|line| !line.starts_with('['));
    Some(
        said.filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .filter(|(name, _)| KNOWN.contains(&name.as_str()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing but what a test puts there.
    #[derive(Default)]
    struct Around {
        variables: BTreeMap<&'static str, String>,
        home: Option<PathBuf>,
    }

    impl Surroundings for Around {
        fn variable(&self, name: &str) -> Option<String> {
            self.variables.get(name).cloned()
        }

        fn home(&self) -> Option<PathBuf> {
            self.home.clone()
        }
    }

    fn of(address: &str) -> Result<Settings, BadAddress> {
        Settings::of(address, &Around::default())
    }

    #[test]
    fn an_address_says_where_and_who() {
        let read = of("postgres://agn%C3%A8s@base.ville.fr:6543/marches").expect("read");
        assert_eq!((read.host.as_str(), read.port), ("base.ville.fr", 6543));
        assert_eq!((read.user.as_str(), read.database.as_str()), ("agnès", "marches"));
        assert!(read.is_verified && read.authorities.is_none());
        assert_eq!(read.shown(), "postgres://agnès@base.ville.fr:6543/marches");
        let read = of("postgresql://a@[::1]").expect("read");
        assert_eq!((read.host.as_str(), read.port, read.database.as_str()), ("::1", 5432, "a"));
        let read = of("postgres://a@/b?host=/run/postgresql").expect("read");
        assert!(read.is_socket() && !read.is_verified);
    }

    #[test]
    fn what_is_no_address_is_told() {
        for (address, expected) in [
            ("sqlite://x", BadAddress::NotOne),
            ("postgres://a@h:port/b", BadAddress::NotOne),
            ("postgres://a@[::1/b", BadAddress::NotOne),
            ("postgres://a@h/%zz", BadAddress::NotOne),
            ("postgres://a@h/%c3", BadAddress::NotOne),
            ("postgres://a:secret@h/b", BadAddress::Password),
            ("postgres://a@h/b?password=secret", BadAddress::Password),
            ("postgres://a@h/b?options=-c", BadAddress::Unknown { name: "options".to_owned() }),
            ("postgres://a@h/b?sslmode=require", BadAddress::Unverified { mode: "require".to_owned() }),
            ("postgres://a@h/b?sslmode=disable", BadAddress::Unverified { mode: "disable".to_owned() }),
            (
                "postgres://a@localhost/b?sslmode=require",
                BadAddress::Unverified { mode: "require".to_owned() },
            ),
            (
                "postgres://a@127.0.0.1/b?sslmode=verify-ca",
                BadAddress::Unverified { mode: "verify-ca".to_owned() },
            ),
            (
                "postgres://a@localhost/b?sslmode=verify_full",
                BadAddress::Unknown { name: "sslmode=verify_full".to_owned() },
            ),
            ("postgres://a@h/b?sslmode=Require", BadAddress::Unknown { name: "sslmode=Require".to_owned() }),
            ("postgres://a@h/b?service=x", BadAddress::NoService { name: "x".to_owned() }),
            ("postgres://a@/b", BadAddress::Missing { name: "host" }),
            ("postgres://h/b", BadAddress::Missing { name: "user" }),
        ] {
            assert_eq!(of(address).expect_err(address), expected, "{address}");
        }
    }

    #[test]
    fn only_what_leaves_the_machine_is_verified_unless_asked() {
        for (host, mode, verified) in [
            ("h", "", true),
            ("h", "?sslmode=verify-full", true),
            ("127.0.0.1", "", false),
            ("127.9.9.9", "?sslmode=prefer", false),
            ("[::1]", "", false),
            ("localhost", "", false),
            ("localhost", "?sslmode=verify-full", true),
            ("localhost.ville.fr", "", true),
            ("128.0.0.1", "", true),
        ] {
            let read = of(&format!("postgres://a@{host}/b{mode}")).expect("read");
            assert_eq!(read.is_verified, verified, "{host}{mode}");
        }
        let around = Around { variables: [("PGSSLMODE", "disable".to_owned())].into(), home: None };
        assert!(Settings::of("postgres://a@h/b", &around).expect("read").is_verified);
        let around = Around { variables: [("PGSSLMODE", "require".to_owned())].into(), home: None };
        assert!(Settings::of("postgres://a@localhost/b", &around).expect("read").is_verified);
        assert!(!Settings::of("postgres://a@/b?host=/run", &around).expect("read").is_verified);
    }

    #[test]
    fn what_is_in_clear_stays_here_wherever_a_name_leads() {
        let (here, elsewhere) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([192, 0, 2, 1]));
        let clear = of("postgres://a@localhost/b").expect("read");
        assert_eq!(clear.reached(vec![here]).expect("here"), [here]);
        assert!(clear.reached(vec![here, elsewhere]).is_err());
        let verified = of("postgres://a@localhost/b?sslmode=verify-full").expect("read");
        assert_eq!(verified.reached(vec![elsewhere]).expect("verified"), [elsewhere]);
    }

    #[test]
    fn services_and_the_environment_say_what_an_address_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "# ours\n[autre]\nhost=x\n\n[marches]\nhost = base.ville.fr\nport=6000\nuser=agent\n\
                    password=par le service\noptions=-c x\n[apres]\nuser=y\n";
        fs::write(folder.path().join(".pg_service.conf"), text).expect("written");
        let mut around = Around { home: Some(folder.path().to_owned()), ..Around::default() };
        let read = Settings::of("postgres://?service=marches", &around).expect("read");
        assert_eq!((read.host.as_str(), read.port, read.user.as_str()), ("base.ville.fr", 6000, "agent"));
        assert_eq!(read.password().expect("read").expect("one").expose(), "par le service");
        around.variables = [
            ("PGSERVICE", "marches".to_owned()),
            ("PGUSER", "autre".to_owned()),
            ("PGDATABASE", "base".to_owned()),
            ("PGPASSWORD", "de l'environnement".to_owned()),
        ]
        .into();
        let read = Settings::of("postgres://", &around).expect("read");
        assert_eq!((read.user.as_str(), read.database.as_str()), ("agent", "base"));
        let read =
            Settings::of("postgres://a@h", &Around { home: None, ..around }).expect_err("no such service");
        assert_eq!(read, BadAddress::NoService { name: "marches".to_owned() });
        let around = Around { variables: [("PGPASSWORD", "secret".to_owned())].into(), home: None };
        let read = Settings::of("postgres://a@h", &around).expect("read");
        assert_eq!(read.password().expect("read").expect("one").expose(), "secret");
        assert!(!format!("{read:?}").contains("secret"));
    }

    #[cfg(unix)] // modes
    #[test]
    fn passwords_are_found_in_their_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".pgpass");
        fs::write(
            &path,
            "# h:*:*:*:non\nautre:5432:*:*:un\nh:5433:*:a:deux\nh:*:b:a:tr\\:o\\\\is\n\
             localhost:5432:s:*:socle\n*:*:*:*:reste\n",
        )
        .expect("written");
        let around = Around { home: Some(folder.path().to_owned()), ..Around::default() };
        let password = |address: &str| {
            let read = Settings::of(address, &around).expect("read");
            read.password().map(|found| found.map(|found| found.expose().to_owned()))
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        assert!(matches!(password("postgres://a@h/b"), Err(RegistryError::PasswordFile { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        assert_eq!(password("postgres://a@h/b").expect("read").as_deref(), Some("tr:o\\is"));
        assert_eq!(password("postgres://a@h:5433/b").expect("read").as_deref(), Some("deux"));
        assert_eq!(password("postgres://a@/s?host=/run").expect("read").as_deref(), Some("socle"));
        assert_eq!(password("postgres://c@h/b").expect("read").as_deref(), Some("reste"));
    }
}
