use std::time::Duration;

use super::*;
use crate::{
    asn1::{
        header::Header,
        stream::{BerError, Reader},
        tlv::{to_der, to_der_sorted},
    },
    limits,
    time::busy::busy,
};

/// Reads a whole string through buffers of this size.
fn string(ber: &[u8], size: usize) -> Result<Vec<u8>, BerError> {
    let mut reader = Reader::new(ber);
    let header = reader.expect("string")?;
    reader.enter_string(&header)?;
    let mut octets = Vec::new();
    let mut buffer = vec![0; size];
    loop {
        let some = reader.fill(&mut buffer)?;
        octets.extend_from_slice(&buffer[..some]);
        if some < size {
            break;
        }
    }
    match reader.peek() {
        Ok(None) => Ok(octets),
        _ => Err(reader.malformed("end of the message")),
    }
}

fn piece(octets: &[u8]) -> Vec<u8> {
    tlv(id::OCTET_STRING, &[octets])
}

#[test]
fn strings_come_out_whole_however_they_are_cut() {
    let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    let halves = text.split_at(text.len() / 2);
    let small: Vec<Vec<u8>> = text.chunks(1000).map(piece).collect();
    let shapes = [
        piece(&text),
        tlv(0x80, &[&text]),
        tlv(0x24, &[&small.concat()]),
        indefinite(0x24, &[&small.concat()]),
        indefinite(0xa0, &[&indefinite(0x24, &[&small.concat()])]),
        tlv(
            0xa0,
            &[
                &indefinite(0x24, &[&piece(halves.0)]),
                &piece(&[]),
                &tlv(0x24, &[&piece(halves.1)]),
                &tlv(0x24, &[]),
            ],
        ),
        indefinite(0xa0, &[&piece(halves.0), &indefinite(0x24, &[&indefinite(0x24, &[&piece(halves.1)])])]),
    ];
    for (place, shape) in shapes.iter().enumerate() {
        for size in [1, 7, 1000, AHEAD - 1, AHEAD, AHEAD + 1, 1 << 20] {
            let read = string(shape, size).unwrap_or_else(|error| panic!("shape {place}, {size}: {error:?}"));
            assert!(read == text, "shape {place}, buffers of {size}");
        }
        let mut reader = Reader::new(shape.as_slice());
        let header = reader.expect("string").expect("there");
        reader.enter_string(&header).expect("a string");
        assert_eq!(reader.skip_string().expect("walks"), text.len() as u64, "shape {place}");
        assert!(reader.peek().expect("the end").is_none(), "nothing follows");
    }
}

#[test]
fn wide_slices_are_read_without_a_copy() {
    /// Remembers the largest read that was asked for.
    struct Watched<'a>(&'a [u8], &'a mut usize);
    impl Read for Watched<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            *self.1 = out.len().max(*self.1);
            self.0.read(out)
        }
    }
    let message = piece(&vec![5; 4 << 20]);
    let mut largest = 0;
    let mut reader = Reader::new(Watched(&message, &mut largest));
    let header = reader.expect("string").expect("there");
    reader.enter_string(&header).expect("a string");
    let mut out = vec![0; 1 << 20];
    while reader.fill(&mut out).expect("reads") == out.len() {}
    drop(reader);
    assert!(largest >= (1 << 20) - AHEAD, "{largest}");
}

#[test]
fn tiny_pieces_take_linear_time() {
    // Anything that is not linear would take minutes.
    for length in [0, 1] {
        let ber = indefinite(0x24, &[&piece(&vec![1; length]).repeat(1_000_000)]);
        let start = busy();
        assert_eq!(string(&ber, 1 << 20).expect("reads").len(), 1_000_000 * length);
        let took = busy().saturating_sub(start);
        assert!(took < Duration::from_secs(20), "{took:?}");
    }
}

#[test]
fn nesting_has_a_limit() {
    let within = usize::try_from(limits::NESTING.value).expect("small") - 1;
    for wrap in [tlv, indefinite] {
        let nest = |depth| (0..depth).fold(piece(b"x"), |inner, _| wrap(0x24, &[&inner]));
        assert_eq!(string(&nest(within), 100).expect("within the limit"), b"x");
        for depth in [within + 2, 1000] {
            assert!(matches!(string(&nest(depth), 100), Err(BerError::TooLarge { limit: limits::NESTING })));
        }
    }
    let deep = [[0x24, 0x80].repeat(10_000), [0, 0].repeat(10_000)].concat();
    assert!(matches!(string(&deep, 100), Err(BerError::TooLarge { limit: limits::NESTING })));
    assert!(to_der(&deep).is_err());
}

#[test]
fn structures_that_lie_are_malformed() {
    let malformed: [&[u8]; 14] = [
        &[0x04, 0x80, 0x00, 0x00],       // a primitive value of indefinite length
        &[0x04, 0xff],                   // a length octet that is reserved
        &[0x24, 0x03, 0x04, 0x02, 0x01], // longer than what it is in
        &[0x24, 0x04, 0x24, 0x80, 0x04, 0x01, 0x00, 0x00], // indefinite, beyond the end of what it is in
        &[0x24, 0x02, 0x00, 0x00],       // end-of-contents where nothing is indefinite
        &[0x24, 0x80, 0x00, 0x01, 0x00], // end-of-contents with a length
        &[0x24, 0x80, 0x00, 0x81, 0x00],
        &[0x24, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00], // an INTEGER in a string
        &[0x24, 0x80, 0x30, 0x80, 0x00, 0x00, 0x00, 0x00], // a SEQUENCE in a string
        &[0x24, 0x80, 0x00, 0x00, 0x00, 0x00],       // one end too many
        &[0x04, 0x01, 0x05, 0x00],                   // an octet too many
        &[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0],    // 2^64
        &[0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x1f, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x00], // a tag number without an end
    ];
    for octets in malformed {
        assert!(matches!(string(octets, 100), Err(BerError::Malformed { .. })), "{octets:02x?}");
    }
}

// X.690 sections 8.1.2 and 8.1.3.
#[test]
fn headers() {
    let header = |octets: &[u8]| {
        Header::parse(octets)
            .expect("well formed")
            .map(|header| (header.identifier, header.len, header.length))
    };
    assert_eq!(header(&[0x04, 0x05]), Some((0x04, 2, Some(5))));
    assert_eq!(header(&[0x24, 0x80]), Some((0x24, 2, None)));
    assert_eq!(header(&[0x04, 0x82, 1, 0]), Some((0x04, 4, Some(256))));
    assert_eq!(header(&[0x00, 0x00]), Some((0x00, 2, Some(0))));
    // Tag numbers above 30: in one octet, in two, in five.
    assert_eq!(header(&[0x1f, 0x1f, 0x05]), Some((0x1f, 3, Some(5))));
    assert_eq!(header(&[0xbf, 0x81, 0x00, 0x05]), Some((0xbf, 4, Some(5))));
    assert_eq!(header(&[0x9f, 0x8f, 0x8f, 0x8f, 0x8f, 0x01, 0x05]), Some((0x9f, 7, Some(5))));
    for more in [
        &[][..],
        &[0x04],
        &[0x04, 0x82, 1],
        &[0x1f],
        &[0x1f, 0x81],
        &[0x1f, 0x8f, 0x8f, 0x8f, 0x8f],
        &[0x1f, 0x1f],
    ] {
        assert_eq!(header(more), None, "{more:02x?}");
    }
    for bad in [
        &[0x04, 0x80][..],
        &[0x04, 0xff],
        &[0x00, 0x01],
        &[0x00, 0x81, 0x00],
        &[0x1f, 0x8f, 0x8f, 0x8f, 0x8f, 0x8f],
        &[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    ] {
        assert!(Header::parse(bad).is_err(), "{bad:02x?}");
    }
}

#[test]
fn lengths_that_are_not_there_are_truncated() {
    let mut claims: Vec<Vec<u8>> = vec![vec![0x04, 0x84, 0x7f, 0xff, 0xff, 0xff]];
    claims.push(vec![0x04, 0x84, 0x80, 0, 0, 0]);
    claims.push(vec![0x04, 0x85, 1, 0, 0, 0, 0]);
    claims.push(vec![0x04, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0]);
    claims.push(vec![0x04, 0x8a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99]);
    claims.push(vec![0x24, 0x80, 0x04, 0x84, 0x80, 0, 0, 0]);
    for mut claim in claims {
        claim.resize(40, 0);
        assert!(matches!(string(&claim, 1 << 20), Err(BerError::Truncated { offset: 40 })), "{claim:02x?}");
    }
    let whole = indefinite(0x24, &[&piece(b"abc"), &tlv(0x24, &[&piece(b"def")])]);
    for cut in 1..whole.len() {
        let result = string(&whole[..cut], 100);
        assert!(
            matches!(result, Err(BerError::Truncated { offset }) if offset == cut as u64),
            "{cut} {result:?}"
        );
    }
}

#[test]
fn what_is_collected_is_bounded_whatever_it_claims() {
    let claim = [&[0x04, 0x84, 0x7f, 0xff, 0xff, 0xff][..], &[0; 34]].concat();
    let mut reader = Reader::new(claim.as_slice());
    let header = reader.expect("string").expect("there");
    assert!(matches!(reader.collect(&header), Err(BerError::TooLarge { limit: limits::HEADER })));
    // As much as the bound, and an octet more.
    let bound = usize::try_from(limits::HEADER.value).expect("small");
    for (len, within) in [(bound, true), (bound + 1, false)] {
        let value = tlv(id::OCTET_STRING, &[&vec![1; len - 5]]);
        assert_eq!(value.len(), len);
        let mut reader = Reader::new(value.as_slice());
        let header = reader.expect("string").expect("there");
        assert_eq!(reader.collect(&header).is_ok(), within, "{len}");
    }
    let endless = [&[0x30, 0x80][..], &[0x05, 0x00].repeat(1 << 20)].concat();
    let mut reader = Reader::new(endless.as_slice());
    let header = reader.expect("sequence").expect("there");
    assert!(matches!(reader.skip(&header), Err(BerError::TooLarge { limit: limits::HEADER })));
}

#[test]
fn der_is_borrowed_and_ber_becomes_der() {
    let der = tlv(0x30, &[&piece(&[7; 200]), &tlv(0x31, &[&[1, 1, 0xff]]), &tlv(0x1f, &[])[..0]]);
    assert!(matches!(to_der(&der), Ok(std::borrow::Cow::Borrowed(_))));
    let same: [Vec<u8>; 5] = [
        indefinite(0x30, &[&piece(&[7; 200]), &indefinite(0x31, &[&[1, 1, 0xff]])]),
        indefinite(
            0x30,
            &[
                &indefinite(0x24, &[&piece(&[7; 199]), &tlv(0x24, &[&piece(&[7])])]),
                &tlv(0x31, &[&[1, 1, 0xff]]),
            ],
        ),
        [&[0x30, 0x84, 0, 0, 0, 0xd0][..], &piece(&[7; 200]), &[0x31, 0x03, 1, 1, 0xff]].concat(),
        [&[0x30, 0x81, 0xd2][..], &[0x04, 0x82, 0, 200], &[7; 200], &[0x31, 0x81, 0x03, 1, 1, 0xff]].concat(),
        indefinite(
            0x30,
            &[&piece(&[7; 200]), &indefinite(0x31, &[&indefinite(0x3f, &[])[..0], &[1, 1, 0xff]])],
        ),
    ];
    for ber in same {
        assert_eq!(to_der(&ber).expect("reads"), der, "{ber:02x?}");
    }
    // Section 11.1: any BOOLEAN that is not false is FF. Section 8.21: a character string, in pieces that are octets.
    assert_eq!(to_der(&indefinite(0x30, &[&[1, 1, 1]])).expect("reads").as_ref(), [0x30, 3, 1, 1, 0xff]);
    let jones = hex("3a090403 4a6f6e 04026573".replace(' ', "").as_str());
    assert_eq!(to_der(&jones).expect("reads").as_ref(), hex("1a054a6f6e6573"));
    // A tag number above 30, in two octets.
    let wide = hex("30051f810101 07".replace(' ', "").as_str());
    assert_eq!(to_der(&hex("30801f810101070000")).expect("reads").as_ref(), wide);
    assert!(matches!(to_der(&wide), Ok(std::borrow::Cow::Borrowed(_))));
    assert_eq!(to_der(&hex("24030402010500")).expect_err("longer than what it is in").what, "length");
    // Members stay in their order.
    let set = indefinite(0x31, &[&piece(b"b"), &piece(b"a")]);
    assert_eq!(to_der(&set).expect("reads").as_ref(), tlv(0x31, &[&piece(b"b"), &piece(b"a")]));
    for bad in ["3080", "30020500ff", "3003050000", "2403020105", "300280", "0000", "30800000ff", ""] {
        assert!(to_der(&hex(bad)).is_err(), "{bad}");
    }
}

#[test]
fn sets_are_sorted_all_the_way_down() {
    let one = tlv(0x30, &[&[6, 1, 9], &tlv(0x31, &[&piece(b"b"), &piece(b"a"), &piece(b"aa")])]);
    // Of a SEQUENCE the members stay where they are.
    let two = indefinite(0x30, &[&[6, 1, 3], &indefinite(0x31, &[&[5, 0]]), &piece(b"a")]);
    let sorted = tlv(
        0x31,
        &[
            &tlv(0x30, &[&[6, 1, 3], &tlv(0x31, &[&[5, 0]]), &piece(b"a")]),
            &tlv(0x30, &[&[6, 1, 9], &tlv(0x31, &[&piece(b"a"), &piece(b"b"), &piece(b"aa")])]),
        ],
    );
    for ber in [tlv(0xa1, &[&one, &two]), indefinite(0xa1, &[&two, &one]), indefinite(0xa1, &[&one, &two])] {
        assert_eq!(to_der_sorted(&ber).expect("reads"), sorted);
    }
}
