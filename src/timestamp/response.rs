//! TimeStampResp (RFC 3161 section 2.4.2).

use super::{Failure, StampError, Status};
use crate::{
    asn1::ber::{self, BIT_STRING, Reader, SEQUENCE, Value},
    limits,
};

/// UTF8String.
const UTF8_STRING: u8 = 0x0c;
/// Characters of what an authority says that are kept.
const SAID: usize = 300;

/// The token of a response that grants one.
pub(super) struct Granted<'a> {
    /// A ContentInfo.
    pub(super) token: Value<'a>,
    /// Whether the authority changed what was asked.
    pub(super) with_changes: bool,
}

/// Reads a response as far as its token.
pub(super) fn read(octets: &[u8]) -> Result<Granted<'_>, StampError> {
    if octets.len() as u64 > limits::TIME_STAMP.value {
        return Err(StampError::TooLarge { limit: limits::TIME_STAMP });
    }
    let mut fields = Value::only(octets)?.inside_sequence()?;
    let mut info = fields.sequence()?;
    let status = match info.small()? {
        0 => Status::Granted,
        1 => Status::GrantedWithMods,
        2 => Status::Rejection,
        3 => Status::Waiting,
        4 => Status::RevocationWarning,
        5 => Status::RevocationNotification,
        _ => Status::Unknown,
    };
    let with_changes = status == Status::GrantedWithMods;
    if status != Status::Granted && !with_changes {
        let (said, failures) = reasons(info)?;
        return Err(StampError::NotGranted { status, failures, said });
    }
    let token = fields.optional(SEQUENCE)?.ok_or(StampError::NoToken)?;
    fields.end()?;
    Ok(Granted { token, with_changes })
}

/// The rest of PKIStatusInfo.
fn reasons(mut info: Reader<'_>) -> Result<(Option<String>, Vec<Failure>), StampError> {
    let mut said = String::new();
    if let Some(texts) = info.optional(SEQUENCE)? {
        let mut texts = texts.inside();
        while !texts.is_empty() && said.chars().count() < SAID {
            let text = texts.expect(UTF8_STRING)?;
            if !said.is_empty() {
                said.push(' ');
            }
            said.extend(String::from_utf8_lossy(text.content).chars().take(SAID));
        }
    }
    let failures = match info.optional(BIT_STRING)? {
        Some(bits) => {
            let bits = bits.content.get(1..).unwrap_or_default();
            let is_set = |bit: u32| {
                let octet = usize::try_from(bit / 8).ok().and_then(|place| bits.get(place));
                octet.is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
            };
            Failure::BITS.iter().filter(|(bit, _)| is_set(*bit)).map(|(_, failure)| *failure).collect()
        }
        None => Vec::new(),
    };
    Ok((Some(said).filter(|said| !said.is_empty()), failures))
}

/// The value of a `[0]`, `[1]`... EXPLICIT.
pub(super) fn explicit<'a>(fields: &mut Reader<'a>, number: u8) -> Result<Option<Value<'a>>, StampError> {
    let Some(around) = fields.optional(ber::context(number))? else { return Ok(None) };
    let mut inside = around.inside();
    let value = inside.value()?;
    inside.end()?;
    Ok(Some(value))
}
