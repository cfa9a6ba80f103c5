//! Rows by the thousand: an iterator over any number of them that holds one page.

use crate::registry::RegistryError;

/// Rows read at once.
pub(super) const PAGE: usize = 1000;

/// Iterates over pages; each is read after the last row of the one before, and a short one is the last.
pub(super) fn paged<T, F>(read: F) -> impl Iterator<Item = Result<T, RegistryError>>
where
    F: FnMut(Option<&T>) -> Result<Vec<T>, RegistryError>,
    T: Clone,
{
    Pages { read, page: Vec::new().into_iter(), last: None, more: true }
}

struct Pages<T, F> {
    read: F,
    page: std::vec::IntoIter<T>,
    last: Option<T>,
    more: bool,
}

impl<T, F> Iterator for Pages<T, F>
where
    F: FnMut(Option<&T>) -> Result<Vec<T>, RegistryError>,
    T: Clone,
{
    type Item = Result<T, RegistryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.page.next() {
            return Some(Ok(row));
        }
        if !self.more {
            return None;
        }
        match (self.read)(self.last.as_ref()) {
            Ok(page) => {
                self.more = page.len() == PAGE;
                self.last = page.last().cloned();
                self.page = page.into_iter();
                self.page.next().map(Ok)
            }
            Err(error) => {
                self.more = false;
                Some(Err(error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_once_whatever_their_number() {
        for count in [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE] {
            let rows: Vec<usize> = paged(|after: Option<&usize>| {
                let first = after.map_or(0, |after| after + 1);
                Ok((first..count).take(PAGE).collect())
            })
            .collect::<Result<_, _>>()
            .expect("rows");
            assert_eq!(rows, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_it() {
        let mut rows = paged(|_: Option<&()>| Err(RegistryError::Busy));
        assert!(matches!(rows.next(), Some(Err(RegistryError::Busy))));
        assert!(rows.next().is_none());
    }
}
