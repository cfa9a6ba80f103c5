//! XML, event by event, within bounds: no node without end, no document type, no entity but the five of XML.

use quick_xml::{
    Error, Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesRef, BytesStart, Event},
};

use super::{
    super::RegisterFault,
    package::{Metered, PartReader},
};
use crate::limits::XML_NODE;

/// A part, as nodes.
pub(super) struct Xml<'a> {
    reader: Reader<Metered<PartReader<'a>>>,
    buffer: Vec<u8>,
}

/// What matters of a node.
pub(super) enum Node {
    /// `<name ...>`; an element without content has its end as well.
    Start(BytesStart<'static>),
    /// `</name>`, without its prefix.
    End(String),
    /// Text, its references resolved.
    Text(String),
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: PartReader<'a>) -> Self {
        let mut reader = Reader::from_reader(Metered::new(part));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next node, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node>, RegisterFault> {
        let bound = usize::try_from(XML_NODE.value).unwrap_or(usize::MAX);
        loop {
            self.reader.get_mut().refill(bound);
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event.into_owned(),
                Err(Error::Io(_)) if self.reader.get_mut().is_spent() => {
                    return Err(RegisterFault::TooLarge { limit: XML_NODE });
                }
                Err(_) => return Err(RegisterFault::Spreadsheet),
            };
            return Ok(Some(match event {
                Event::Start(start) => Node::Start(start),
                Event::End(end) => Node::End(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Node::Text(resolved(&reference)?),
                Event::DocType(_) => return Err(RegisterFault::Spreadsheet),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }

    /// The text up to the end of the element that has just begun, elements inside it included.
    pub(super) fn text(&mut self, name: &str, text: &mut String) -> Result<(), RegisterFault> {
        let mut depth = 0_u32;
        loop {
            match self.next()?.ok_or(RegisterFault::Spreadsheet)? {
                Node::Start(start) => depth += u32::from(start.local_name().as_ref() == name),
                Node::End(end) if end == name && depth == 0 => return Ok(()),
                Node::End(end) => depth -= u32::from(end == name),
                Node::Text(piece) => text.push_str(&piece),
            }
        }
    }

    /// Passes over the element that has just begun.
    pub(super) fn skip(&mut self, name: &str) -> Result<(), RegisterFault> {
        self.text(name, &mut String::new())
    }
}

fn resolved(reference: &BytesRef<'_>) -> Result<String, RegisterFault> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| RegisterFault::Spreadsheet)? {
        return Ok(character.to_string());
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map(ToOwned::to_owned).ok_or(RegisterFault::Spreadsheet)
}

/// An attribute, by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, RegisterFault> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| RegisterFault::Spreadsheet)?;
        if attribute.key.local_name().as_ref() == name {
            let value = unescape(&attribute.value).map_err(|_| RegisterFault::Spreadsheet)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}
