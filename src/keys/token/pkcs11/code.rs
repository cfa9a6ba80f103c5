//! What a module answers, as facts.

use cryptoki::{
    context::Function,
    error::{Error, RvError},
};

use crate::{
    crypto::{DeviceError, DeviceFault},
    keys::token::TokenError,
};

/// What an answer to an operation with a private key means.
pub(super) enum Meaning {
    /// Said of the device, or of what it offers.
    Sure(DeviceError),
    /// It may be the octets, or the device: modules say so for both.
    Either,
}

pub(super) fn meaning(error: &Error) -> Meaning {
    use RvError as Rv;
    let Error::Pkcs11(code, function) = error else {
        return Meaning::Sure(match error {
            Error::NullFunctionPointer | Error::NotSupported | Error::MissingSymbol(_) => DeviceError::Lacks,
            _ => unavailable(error),
        });
    };
    // Nothing was said of what is encrypted yet.
    let begins = matches!(function, Function::DecryptInit | Function::SignInit);
    match code {
        // SoftHSM 2.6 says so of hashes that it does not do.
        Rv::ArgumentsBad if begins => Meaning::Sure(DeviceError::Lacks),
        _ if begins && matches!(code, Rv::GeneralError | Rv::FunctionFailed) => {
            Meaning::Sure(unavailable(error))
        }
        Rv::MechanismInvalid
        | Rv::MechanismParamInvalid
        | Rv::FunctionNotSupported
        | Rv::KeyFunctionNotPermitted
        | Rv::KeyTypeInconsistent => Meaning::Sure(DeviceError::Lacks),
        Rv::EncryptedDataInvalid | Rv::EncryptedDataLenRange | Rv::DataInvalid | Rv::DataLenRange => {
            Meaning::Sure(DeviceError::Rejected)
        }
        // SoftHSM 2.6 has the first for every padding that is bad, and for a token that is gone.
        Rv::GeneralError | Rv::FunctionFailed | Rv::ArgumentsBad => Meaning::Either,
        _ => Meaning::Sure(unavailable(error)),
    }
}

/// What is the matter with a device that says so.
pub(super) fn unavailable(error: &Error) -> DeviceError {
    DeviceError::Unavailable { fault: fault(error), code: name(error) }
}

/// The same of a token that gives no key.
pub(super) fn token_error(error: &Error) -> TokenError {
    TokenError::Unavailable { fault: fault(error), code: name(error) }
}

fn fault(error: &Error) -> DeviceFault {
    use RvError as Rv;
    let Error::Pkcs11(code, _) = error else { return DeviceFault::Failed };
    match code {
        Rv::DeviceRemoved
        | Rv::TokenNotPresent
        | Rv::TokenNotRecognized
        | Rv::SessionClosed
        | Rv::SessionHandleInvalid
        | Rv::SlotIdInvalid
        | Rv::UserNotLoggedIn
        | Rv::KeyHandleInvalid
        | Rv::ObjectHandleInvalid
        | Rv::CryptokiNotInitialized => DeviceFault::Gone,
        Rv::ActionProhibited | Rv::PinExpired | Rv::PinLocked | Rv::FunctionRejected => DeviceFault::Refused,
        _ => DeviceFault::Failed,
    }
}

/// The name that the standard gives a code: `CKR_DEVICE_REMOVED`.
fn name(error: &Error) -> Option<String> {
    match error {
        Error::Pkcs11(RvError::VendorDefined(code), _) => Some(format!("CKR_VENDOR_DEFINED {code:#x}")),
        Error::Pkcs11(code, _) => {
            let mut name = String::from("CKR");
            for letter in format!("{code:?}").chars() {
                if letter.is_ascii_uppercase() {
                    name.push('_');
                }
                name.push(letter.to_ascii_uppercase());
            }
            Some(name)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_names_and_meanings() {
        let of = |code| Error::Pkcs11(code, Function::Decrypt);
        let gone = DeviceError::Unavailable {
            fault: DeviceFault::Gone,
            code: Some("CKR_DEVICE_REMOVED".to_owned()),
        };
        assert_eq!(unavailable(&of(RvError::DeviceRemoved)), gone);
        assert_eq!(
            name(&of(RvError::VendorDefined(0x8000_0001))).as_deref(),
            Some("CKR_VENDOR_DEFINED 0x80000001")
        );
        let sure = |code| match meaning(&of(code)) {
            Meaning::Sure(error) => Some(error),
            Meaning::Either => None,
        };
        assert_eq!(sure(RvError::MechanismInvalid), Some(DeviceError::Lacks));
        assert_eq!(sure(RvError::EncryptedDataInvalid), Some(DeviceError::Rejected));
        assert_eq!(sure(RvError::DeviceRemoved), Some(gone));
        assert_eq!(sure(RvError::GeneralError), None);
        let begins = |code| Error::Pkcs11(code, Function::DecryptInit);
        assert!(matches!(meaning(&begins(RvError::ArgumentsBad)), Meaning::Sure(DeviceError::Lacks)));
        let failed = meaning(&begins(RvError::GeneralError));
        assert!(matches!(failed, Meaning::Sure(DeviceError::Unavailable { fault: DeviceFault::Failed, .. })));
    }
}
