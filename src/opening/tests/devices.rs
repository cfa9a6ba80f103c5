//! Keys of devices that end, or refuse, in the middle of a run.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::{
    crypto::{DeviceFault, UnwrapFailed},
    opening::outcome::Detail,
};

/// A key that opens so many envelopes, and then fails in its way.
#[derive(Debug)]
struct Ending {
    key: Box<dyn PrivateKey>,
    left: AtomicUsize,
    then: UnwrapFailed,
}

impl PrivateKey for Ending {
    fn modulus_len(&self) -> usize {
        self.key.modulus_len()
    }

    fn unwrap(
        &self,
        transport: &KeyTransport,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed> {
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            Ok(_) => self.key.unwrap(transport, encrypted_key, key_len),
            Err(_) => Err(self.then.clone()),
        }
    }
}

fn ending(left: usize, then: UnwrapFailed) -> Keyring {
    let (key, certificate) = &*KEY;
    let key = AwsLc.private_key(key).expect("a key");
    let mut keyring = Keyring::new();
    keyring.hold(
        Role::Entity,
        None,
        certificate.clone(),
        Arc::new(Ending { key, left: AtomicUsize::new(left), then }),
    );
    keyring
}

/// Each envelope that is left is a row of its own, whose reason is the device's; with the device, a run opens them.
#[test]
fn a_device_that_goes_is_a_row_each_and_blames_nobody() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let base = dir.path();
    std::fs::create_dir(base.join("depots")).expect("folder");
    for name in ["a", "b", "c", "d"] {
        std::fs::write(base.join(format!("depots/{name}.p7m")), sealed(name.as_bytes())).expect("a deposit");
    }
    let (device, mechanism) = ("Jeton".to_owned(), "CKM_RSA_PKCS".to_owned());
    let (fault, code) = (DeviceFault::Gone, Some("CKR_DEVICE_REMOVED".to_owned()));
    let gone = UnwrapFailed::Unavailable { device: device.clone(), fault, code: code.clone() };
    let told = |keyring: &Keyring, vouched| {
        let (rows, vouched) = opened_again(base, &AwsLc, keyring, None, vouched);
        (rows.into_iter().map(|row| (row.status, row.reason, row.detail)).collect::<Vec<_>>(), vouched)
    };
    let (rows, vouched) = told(&ending(1, gone), None);
    assert_eq!(rows.iter().filter(|row| row.0 == Status::Opened).count(), 1);
    let failed = (
        Status::Failed,
        Some(Reason::KeyUnavailable),
        Some(Detail::Device { device: device.clone(), fault, code }),
    );
    assert_eq!(rows.iter().filter(|row| **row == failed).count(), 3);
    let lacks = UnwrapFailed::Lacks { device: device.clone(), mechanism: mechanism.clone() };
    let (rows, vouched) = told(&ending(1, lacks), vouched);
    let failed = (Status::Failed, Some(Reason::Unsupported), Some(Detail::Mechanism { device, mechanism }));
    assert_eq!(rows.iter().filter(|row| **row == failed).count(), 2);
    let (rows, _) = told(&keyring(), vouched);
    let opened = |status| matches!(status, Status::Opened | Status::AlreadyOpened);
    assert!(rows.iter().all(|row| opened(row.0)), "{rows:?}");
}
