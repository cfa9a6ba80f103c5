//! Who the operating system says is at work: what stands beside the names that people type.

#![warn(clippy::missing_errors_doc)]

use serde::{Deserialize, Serialize};

/// An account of the operating system, as journals and reports write it. What a system does not know is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Its name; the number where the system has no name for it.
    pub name: String,
    /// Its number, on Unix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// Number of the account that logged in, whatever it became since (Linux, `/proc/self/loginuid`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_uid: Option<u32>,
    /// The account that asked `sudo`, as that says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sudo_user: Option<String>,
    /// The domain or machine that the account is of, on Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

impl Account {
    /// That of this process. Asked once, before the process is confined: it reads the system's user database.
    pub fn of_this_process() -> Self {
        let name = username().filter(|name| !name.is_empty());
        let uid = uid();
        Self {
            name: name.or_else(|| uid.map(|uid| uid.to_string())).unwrap_or_default(),
            uid,
            login_uid: login_uid(),
            sudo_user: variable("SUDO_USER").filter(|_| cfg!(unix)),
            domain: variable("USERDOMAIN").filter(|_| cfg!(windows)),
        }
    }
}

#[cfg(not(all(unix, target_feature = "crt-static")))]
fn username() -> Option<String> {
    whoami::username().ok()
}

/// A program that carries the system's library within it cannot load what looks for names elsewhere than in this file:
/// it would be of another version than the rest.
#[cfg(all(unix, target_feature = "crt-static"))]
fn username() -> Option<String> {
    name_in(&std::fs::read("/etc/passwd").ok()?, uid()?)
}

/// The name that a number has in `/etc/passwd` (`passwd(5)`).
#[cfg(any(all(unix, target_feature = "crt-static"), test))]
fn name_in(passwd: &[u8], uid: u32) -> Option<String> {
    passwd.split(|octet| *octet == b'\n').find_map(|line| {
        let mut fields = str::from_utf8(line).ok()?.split(':');
        let name = fields.next()?;
        let number: u32 = fields.nth(1)?.parse().ok()?;
        (number == uid).then(|| name.to_owned())
    })
}

/// A name that the environment gives, if it is one: no longer than a name, without a control character.
fn variable(name: &str) -> Option<String> {
    const LONGEST: usize = 256;
    std::env::var(name)
        .ok()
        .filter(|value| !value.is_empty() && value.len() <= LONGEST && !value.contains(char::is_control))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn uid() -> Option<u32> {
    Some(rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn uid() -> Option<u32> {
    None
}

#[cfg(target_os = "linux")]
fn login_uid() -> Option<u32> {
    parse_login_uid(&std::fs::read_to_string("/proc/self/loginuid").ok()?)
}

#[cfg(not(target_os = "linux"))]
fn login_uid() -> Option<u32> {
    None
}

/// The largest number stands for nobody: a daemon, a container (`audit_set_loginuid(3)`).
#[cfg(any(target_os = "linux", test))]
fn parse_login_uid(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|uid| *uid != u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `getpwuid` of the same file gives: the first line that has the number.
    #[test]
    fn a_name_is_that_of_its_number() {
        let passwd = b"root:x:0:0:root:/root:/bin/bash\n\nshort:x\n# 7\n\xff:x:7:7::/:\nplis:x:7:7::/:/bin/sh\nlate:x:7:7::/:\n";
        for (uid, name) in [(0, Some("root")), (7, Some("plis")), (8, None)] {
            assert_eq!(name_in(passwd, uid).as_deref(), name, "{uid}");
        }
        #[cfg(unix)] // where there is such a file
        if let (Ok(passwd), Ok(known)) = (std::fs::read("/etc/passwd"), whoami::username()) {
            assert!(name_in(&passwd, uid().expect("Unix")).is_none_or(|name| name == known));
        }
    }

    #[test]
    fn nobody_logged_in_is_no_number() {
        assert_eq!(parse_login_uid("1000"), Some(1000));
        assert_eq!(parse_login_uid("0\n"), Some(0));
        assert_eq!(parse_login_uid("4294967295"), None);
        assert_eq!(parse_login_uid(""), None);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let written = |account: &Account| serde_json::to_string(account).expect("JSON");
        let account = Account { name: "1234".into(), uid: Some(1234), ..Account::default() };
        assert_eq!(written(&account), r#"{"name":"1234","uid":1234}"#);
        assert_eq!(serde_json::from_str::<Account>(&written(&account)).expect("read"), account);
    }
}
