//! The facts about a reason.

use serde::{Deserialize, Serialize};

use crate::{cms::credential::Credential, crypto::DeviceFault, depot::ArchiveFault, fsx::SystemError};

/// The facts a sentence about a reason is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// An algorithm that is not read.
    Algorithm {
        /// Its object identifier.
        oid: String,
        /// Its name, where one is known.
        name: Option<String>,
    },
    /// A limit was passed.
    Limit {
        /// Name of the limit.
        limit: String,
        /// Its value.
        value: u64,
    },
    /// Blocks missing from, or repeated in, a file.
    Blocks {
        /// Their numbers.
        numbers: Vec<u32>,
    },
    /// What the operating system said.
    System(SystemError),
    /// A fault of this program.
    Panicked {
        /// What it said of itself.
        words: String,
    },
    /// The receipt names one digest, the file has another.
    Digest {
        /// From the register.
        expected: String,
        /// Computed.
        found: String,
        /// Whether it is the plaintext's digest rather than the encrypted file's.
        plaintext: bool,
    },
    /// The sending ended after the deadline.
    Deposit {
        /// End of the deposit, RFC 3339.
        ended_at: String,
        /// The deadline, RFC 3339.
        deadline: String,
    },
    /// A later deposit replaces this one.
    ReplacedBy {
        /// The later pli.
        pli: String,
    },
    /// Another input has the same output name.
    SameOutputAs {
        /// The other input.
        input: String,
    },
    /// The paths of files that a row of the register may mean, or the paths in the register that may be a file's.
    MayBe {
        /// As found, or as listed.
        paths: Vec<String>,
    },
    /// An emergency key would open it; it was not allowed.
    EmergencyKeyHeld {
        /// Fingerprint of that key.
        fingerprint: String,
    },
    /// A device that keeps a private key did not do its part.
    Device {
        /// What it is called.
        device: String,
        /// What is the matter with it.
        fault: DeviceFault,
        /// What it said, by the name its standard gives it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
    /// A device that keeps a private key does not offer what the envelope needs.
    Mechanism {
        /// What it is called.
        device: String,
        /// What it calls the operation.
        mechanism: String,
    },
    /// A recipient has the serial number of a certificate that is held, and another issuer.
    OtherIssuer {
        /// Issuer that the envelope names.
        named: String,
        /// Issuer of the certificate.
        held: String,
        /// The serial number, lowercase hex.
        serial: String,
    },
    /// A CMS message that is no envelope.
    Message {
        /// Its type's object identifier.
        oid: String,
        /// Its type's name.
        name: String,
        /// It is a signature around an envelope.
        around_an_envelope: bool,
    },
    /// A container of files, in which an envelope may be.
    Container {
        /// What it is called.
        name: String,
        /// A password protects what is inside.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        locked: bool,
    },
    /// Keys or certificates, among the envelopes by mistake.
    Credential {
        /// Which.
        what: Credential,
    },
    /// What is wrong with the archive that it is, or is in.
    Archive {
        /// Which.
        fault: ArchiveFault,
    },
    /// Its archive packs it in a way that is not read.
    Packing {
        /// The number of the method (APPNOTE 4.4.5).
        method: u16,
    },
    /// The file holds several documents, as a mail does: which one is the envelope is not guessed.
    Several {
        /// How many in all.
        count: u64,
    },
    /// Where in the message the structure is wrong.
    Structure {
        /// Octet offset from the start of the message.
        offset: u64,
        /// What was expected there.
        what: String,
    },
}
