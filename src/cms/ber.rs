//! An incremental reader of tags, lengths and values (X.690), definite and indefinite.
