//! Forms without files, and queries: pairs of names and values.

use axum::{
    body::{self, Body},
    http::request::Parts,
};
use zeroize::Zeroizing;

use super::{FIELDS, FORM, Form, announced};
use crate::console::{door::Visitor, refused::Refused};

/// Reads a body of pairs.
pub(super) async fn read(parts: &Parts, body: Body, visitor: &Visitor) -> Result<Form, Refused> {
    if announced(parts).is_some_and(|octets| octets > FORM as u64) {
        return Err(Refused::TooLarge);
    }
    let octets = body::to_bytes(body, FORM).await.map_err(|_| Refused::TooLarge)?;
    let mut form = Form::default();
    for pair in octets.split(|octet| *octet == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |octet| *octet == b'=');
        let [name, value] = [halves.next(), halves.next()].map(|half| decoded(half.unwrap_or_default()));
        form.take(name?.to_string(), value?, visitor)?;
    }
    form.finish()
}

/// `+` is a space, `%41` an octet.
fn decoded(text: &[u8]) -> Result<Zeroizing<String>, Refused> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(*digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(Refused::Malformed) };
                u8::try_from(high * 16 + low).map_err(|_| Refused::Malformed)?
            }
            octet => *octet,
        });
    }
    let text = std::str::from_utf8(&octets).map_err(|_| Refused::Malformed)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The pairs of a query.
pub(in crate::console) fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [name, value] = [name, value].map(|half| decoded(half.as_bytes()).ok());
        Some((name?.to_string(), value?.to_string()))
    };
    query.split('&').filter(|part| !part.is_empty()).take(FIELDS).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_as_it_was_typed() {
        let read = |text: &str| decoded(text.as_bytes()).map(|text| text.to_string());
        assert_eq!(read("a+b%20c%C3%A9%2B"), Ok("a b cé+".to_owned()));
        for wrong in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(read(wrong), Err(Refused::Malformed), "{wrong}");
        }
        let both = pairs("q=a%26b&page=2&&seul");
        let expected = [("q", "a&b"), ("page", "2"), ("seul", "")];
        assert_eq!(both, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
