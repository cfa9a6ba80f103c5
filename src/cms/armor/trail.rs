//! What follows a message in its file: counted, and looked through for other documents; never read as content.

use super::{head::is_beside, mail::Mail};

/// What a file holds beside the message that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// Octets after the end of the message that belong to nothing.
    pub(crate) trailing: u64,
    /// Documents in the file, the message among them.
    pub(crate) documents: u64,
}

/// What has been seen behind a message.
#[derive(Debug)]
pub(super) struct Trail {
    /// The mail or text that the message stands in; `None` where only octets can follow.
    mail: Option<Mail>,
    /// Blanks alone count: nothing that is around the message ends in them.
    blanks_count: bool,
    /// Behind the message, within what is around it.
    inside: Count,
    /// Behind what is around it, until another part of the mail begins.
    outside: Count,
    /// The part has ended: what comes is other parts.
    ended: bool,
    line: Line,
}

#[derive(Debug, Default)]
struct Count {
    octets: u64,
    /// Some of them are no blanks, or blanks count.
    some: bool,
}

impl Count {
    fn add(&mut self, octets: u64, some: bool) {
        self.octets += octets;
        self.some |= some;
    }

    fn total(&self) -> u64 {
        if self.some { self.octets } else { 0 }
    }
}

/// A line whose end has not come.
#[derive(Debug, Default)]
struct Line {
    beginning: Vec<u8>,
    octets: u64,
    /// It is not blank.
    some: bool,
    /// It ends what is around the message, and is not counted.
    ends_armor: bool,
    /// The line before ended in a return, which a line feed may follow; whether that one counts.
    after_return: Option<bool>,
}

/// As much of a line as is looked at: longer than any boundary (RFC 2046 section 5.1.1) or label.
const LINE: usize = 512;

impl Trail {
    /// Behind octets that stand alone.
    pub(super) fn of_octets(blanks_count: bool) -> Self {
        Self {
            mail: None,
            blanks_count,
            inside: Count::default(),
            outside: Count::default(),
            ended: false,
            line: Line::default(),
        }
    }

    /// Behind a message in a text.
    pub(super) fn of_text(mail: Mail) -> Self {
        Self { mail: Some(mail), ..Self::of_octets(false) }
    }

    /// Whether other documents may follow.
    pub(super) fn may_hold_others(&self) -> bool {
        self.mail.is_some()
    }

    /// Octets behind the message, within what is around it.
    pub(super) fn inside(&mut self, octets: &[u8], blanks_count: bool) {
        self.inside.add(octets.len() as u64, blanks_count || !octets.trim_ascii().is_empty());
    }

    /// What comes next is the line that ends what is around the message.
    pub(super) fn at_end_line(&mut self) {
        self.line.ends_armor = true;
    }

    /// What comes next in the file.
    pub(super) fn outside(&mut self, mut octets: &[u8]) {
        if self.mail.is_none() {
            let some = !self.outside.some && (self.blanks_count || !octets.trim_ascii().is_empty());
            return self.outside.add(octets.len() as u64, some);
        }
        while let Some(first) = octets.first() {
            if let Some(counts) = self.line.after_return.take()
                && *first == b'\n'
            {
                self.outside.add(u64::from(counts), false);
                octets = &octets[1..];
                continue;
            }
            let end = octets.iter().position(|octet| matches!(octet, b'\n' | b'\r'));
            let piece = &octets[..end.unwrap_or(octets.len())];
            let line = &mut self.line;
            line.octets += piece.len() as u64;
            line.some = line.some || !piece.trim_ascii().is_empty();
            let room = LINE.saturating_sub(line.beginning.len());
            line.beginning.extend_from_slice(&piece[..piece.len().min(room)]);
            let Some(end) = end else { return };
            line.octets += 1;
            let counts = self.end_of_line();
            self.line.after_return = (octets[end] == b'\r').then_some(counts);
            octets = &octets[end + 1..];
        }
    }

    /// At the end of the file.
    pub(super) fn end(&mut self) -> Rest {
        if self.line.octets > 0 {
            self.end_of_line();
        }
        Rest {
            trailing: self.inside.total() + self.outside.total(),
            documents: self.mail.as_ref().map_or(1, Mail::documents),
        }
    }

    /// Takes the line that has ended; tells whether it counts.
    fn end_of_line(&mut self) -> bool {
        let mut line = std::mem::take(&mut self.line);
        let counts = match &mut self.mail {
            Some(_) if line.ends_armor => false,
            Some(mail) => {
                let text = line.beginning.trim_ascii_start();
                if text.starts_with(b"-----BEGIN ") && !is_beside(text.trim_ascii_end()) {
                    mail.message_in_text();
                }
                let ends = if mail.has_parts() {
                    mail.ends_a_part(&line.beginning)
                } else {
                    line.beginning.starts_with(b"--") && !line.beginning.starts_with(b"-----")
                };
                self.ended |= ends;
                mail.line(&line.beginning);
                !self.ended
            }
            None => true,
        };
        if counts {
            self.outside.add(line.octets, line.some);
        }
        line.beginning.clear();
        self.line.beginning = line.beginning;
        counts
    }
}
