//! Distinguished names and serial numbers, compared as RFC 5280 section 7.1 says.
