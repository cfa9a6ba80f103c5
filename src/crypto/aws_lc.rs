//! AwsLc

/// AwsLc
#[derive(Debug, Default, Clone, Copy)]
pub struct AwsLc;
