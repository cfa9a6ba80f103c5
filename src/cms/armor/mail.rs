//! The parts of a mail (RFC 2045, RFC 2046), line by line: nothing of them is held but the fields that matter.

use crate::limits;

/// A mail, from its first line on. Text that is no mail goes through it as well, and shows no part.
#[derive(Debug, Default)]
pub(super) struct Mail {
    /// What separates the parts of the multiparts that are open.
    boundaries: Vec<Boundary>,
    /// The header that is being read, if one is.
    fields: Option<Fields>,
    /// Whether the part that is being read counts as a document.
    in_document: bool,
    /// Documents so far: what was sent with the words of the mail, encrypted or not.
    documents: u64,
}

#[derive(Debug)]
struct Boundary {
    text: Vec<u8>,
    /// Of a `multipart/related`, whose images belong to the words.
    related: bool,
}

/// What begins behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// It is a document, rather than the words of the mail or a signature over them.
    pub(super) document: bool,
    /// Its type is one that CMS messages are sent with.
    pub(super) typed: bool,
    /// It is written in quoted-printable.
    pub(super) quoted: bool,
}

impl Mail {
    /// At the first line of a file, which may be a header's.
    pub(super) fn new() -> Self {
        Self { fields: Some(Fields::default()), ..Self::default() }
    }

    /// Documents so far.
    pub(super) fn documents(&self) -> u64 {
        self.documents
    }

    /// Whether parts of a multipart are being read.
    pub(super) fn has_parts(&self) -> bool {
        !self.boundaries.is_empty()
    }

    /// Whether it ends too early: in the header of a message, or between parts.
    pub(super) fn is_cut(&self) -> bool {
        self.has_parts() || self.fields.as_ref().is_some_and(Fields::is_typed)
    }

    /// Counts a message that stands in the text, if the part it stands in is not counted already.
    pub(super) fn message_in_text(&mut self) {
        self.documents += u64::from(!self.in_document);
    }

    /// Whether a line ends the part before it.
    pub(super) fn ends_a_part(&self, line: &[u8]) -> bool {
        self.boundary(line).is_some()
    }

    /// Takes a line, or the beginning of a long one; tells which part begins behind it.
    pub(super) fn line(&mut self, line: &[u8]) -> Option<Part> {
        if let Some((depth, last)) = self.boundary(line) {
            self.boundaries.truncate(if last { depth } else { depth + 1 });
            self.fields = (!last).then(Fields::default);
            self.in_document = false;
            return None;
        }
        let blank = line.trim_ascii().is_empty();
        match &mut self.fields {
            Some(_) if blank => self.end_of_header(),
            Some(fields) => {
                fields.take(line);
                None
            }
            // Where no boundary is known, what follows a blank line or what looks like one may be a header again.
            None => {
                let begins = blank || line.starts_with(b"--");
                self.fields = (begins && !self.has_parts()).then(Fields::default);
                None
            }
        }
    }

    /// Which boundary a line is, by its depth, and whether it is the last one of its multipart.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?.trim_ascii_end();
        self.boundaries.iter().enumerate().rev().find_map(|(depth, boundary)| {
            match line.strip_prefix(boundary.text.as_slice())? {
                b"" => Some((depth, false)),
                b"--" => Some((depth, true)),
                _ => None,
            }
        })
    }

    fn end_of_header(&mut self) -> Option<Part> {
        let fields = self.fields.take()?;
        let kind = fields.kind();
        if let Some(subtype) = kind.strip_prefix(b"multipart/".as_slice())
            && let Some(text) = fields.boundary()
            && (self.boundaries.len() as u64) < limits::NESTING.value
        {
            self.boundaries.push(Boundary { text, related: subtype == b"related" });
            return None;
        }
        let typed = fields.is_typed();
        // A mail that was forwarded has its own header; text that is no mail may have one further on.
        if kind == b"message/rfc822" || !(typed || self.has_parts() || fields.is_named()) {
            self.fields = Some(Fields::default());
            return None;
        }
        let related = self.boundaries.last().is_some_and(|boundary| boundary.related);
        let words = kind.is_empty() || kind.starts_with(b"text/") || kind.starts_with(b"message/");
        let beside =
            BESIDE.iter().any(|known| kind == known.as_bytes()) || (related && kind.starts_with(b"image/"));
        let document = typed || (!beside && (!words || fields.is_named()));
        self.in_document = document;
        self.documents += u64::from(document);
        Some(Part { document, typed, quoted: fields.is_quoted() })
    }
}

/// The fields of a header that matter (RFC 2045, RFC 2183).
#[derive(Debug, Default)]
struct Fields {
    values: [Vec<u8>; FIELDS.len()],
    /// The field that folded lines go on with.
    current: Option<usize>,
}

const FIELDS: [&str; 3] = ["content-type", "content-disposition", "content-transfer-encoding"];

/// Octets of a field that are looked at.
const FIELD: usize = 4 << 10;

impl Fields {
    fn take(&mut self, line: &[u8]) {
        let value = if line.first().is_some_and(u8::is_ascii_whitespace) {
            line
        } else {
            let Some(colon) = line.iter().position(|octet| *octet == b':') else { return };
            let name = line[..colon].trim_ascii();
            let known = FIELDS.iter().position(|known| name.eq_ignore_ascii_case(known.as_bytes()));
            // Of fields that stand twice, the first counts.
            self.current = known.filter(|known| self.values[*known].is_empty());
            &line[colon + 1..]
        };
        if let Some(current) = self.current {
            let into = &mut self.values[current];
            let room = FIELD.saturating_sub(into.len());
            into.extend_from_slice(&value[..value.len().min(room)]);
        }
    }

    /// The type, in lowercase.
    fn kind(&self) -> Vec<u8> {
        let value = uncommented(&self.values[0]);
        let kind = value.split(|octet| *octet == b';').next().unwrap_or_default();
        kind.trim_ascii().to_ascii_lowercase()
    }

    fn is_typed(&self) -> bool {
        let kind = self.kind();
        MESSAGE_TYPES.iter().any(|known| kind == known.as_bytes())
    }

    fn is_quoted(&self) -> bool {
        uncommented(&self.values[2]).trim_ascii().eq_ignore_ascii_case(b"quoted-printable")
    }

    /// Whether it is sent as a file.
    fn is_named(&self) -> bool {
        let disposition = uncommented(&self.values[1]).trim_ascii().to_ascii_lowercase();
        let named = |value: &[u8], wanted: &[u8]| parameters(value).iter().any(|(name, _)| name == wanted);
        disposition.starts_with(b"attachment")
            || named(&self.values[1], b"filename")
            || named(&self.values[0], b"name")
    }

    fn boundary(&self) -> Option<Vec<u8>> {
        let parts = parameters(&self.values[0]);
        let text: Vec<u8> = parts
            .iter()
            .filter(|(name, _)| name == b"boundary")
            .flat_map(|(_, text)| text)
            .copied()
            .collect();
        Some(text.trim_ascii_end().to_vec()).filter(|text| !text.is_empty())
    }
}

/// A field without its comments, which may be nested and stand anywhere but in quotes (RFC 822 section 3.4.3, RFC 2045
/// section 5.1). What is opened and never closed is none.
fn uncommented(field: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(field.len());
    // Where the outermost comment that is open began, in what is kept.
    let (mut began, mut depth, mut quoted, mut escaped) = (0, 0_u32, false, false);
    for &octet in field {
        kept.push(octet);
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted || depth > 0 => escaped = true,
            b'"' if depth == 0 => quoted = !quoted,
            b'(' if !quoted => {
                if depth == 0 {
                    began = kept.len() - 1;
                }
                depth += 1;
            }
            b')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    kept.truncate(began);
                }
            }
            _ => {}
        }
    }
    kept
}

/// The value of a parameter that RFC 2231 section 4 encodes: `us-ascii'fr'a%3Db`, where only the first piece names the
/// character set.
fn unencoded(value: &[u8], is_first: bool) -> Vec<u8> {
    let text = value.splitn(3, |octet| *octet == b'\'').nth(2).filter(|_| is_first).unwrap_or(value);
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let digit = |place: usize| after.get(place).and_then(|octet| char::from(*octet).to_digit(16));
        let escape = digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
        let escape = escape.filter(|_| first == b'%');
        octets.push(escape.unwrap_or(first));
        rest = if escape.is_some() { &after[2..] } else { after };
    }
    octets
}

/// The parameters of a field: their names in lowercase without what RFC 2231 puts behind them, and their values.
fn parameters(field: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let field = uncommented(field);
    let mut octets = field.iter().copied().skip_while(|octet| *octet != b';').skip(1);
    loop {
        let mut name = Vec::new();
        let mut value = Vec::new();
        let end = octets.find(|octet| {
            let ends = matches!(octet, b'=' | b';');
            if !ends {
                name.push(octet.to_ascii_lowercase());
            }
            ends
        });
        let (mut quoted, mut escaped) = (false, false);
        if end == Some(b'=') {
            for octet in octets.by_ref() {
                match octet {
                    _ if escaped => {
                        value.push(octet);
                        escaped = false;
                    }
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    b';' if !quoted => break,
                    _ => value.push(octet),
                }
            }
        }
        let mut pieces = name.trim_ascii().split(|octet| *octet == b'*');
        let bare = pieces.next().unwrap_or_default().trim_ascii().to_vec();
        let is_first = matches!(pieces.next(), None | Some(b"" | b"0"));
        let value = value.trim_ascii();
        let is_encoded = name.trim_ascii_end().ends_with(b"*");
        found.push((bare, if is_encoded { unencoded(value, is_first) } else { value.to_vec() }));
        if end.is_none() {
            return found;
        }
    }
}

/// RFC 8551 section 3.2, RFC 7193, and what programs that know neither say.
const MESSAGE_TYPES: [&str; 4] =
    ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/cms", "application/octet-stream"];

/// What stands beside the documents of a mail and is none: signatures over it, certificates, its route.
const BESIDE: [&str; 8] = [
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pkix-cert",
    "application/x-x509-ca-cert",
    "application/x-x509-user-cert",
    "application/ics",
    "application/x-pkcs7-certificates",
];
