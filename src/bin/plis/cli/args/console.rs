//! `console`: what was typed.

use std::time::Duration;

use clap::Args;

use super::usage::OutOfRange;

/// The screens.
#[derive(Debug, Args)]
pub(crate) struct ConsoleArgs {
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    #[arg(long)]
    pub(crate) no_browser: bool,
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = idle)]
    pub(crate) idle: Duration,
}

/// Reads `90s`, `30m` or `8h`: from a second to a week.
fn idle(text: &str) -> Result<Duration, OutOfRange> {
    const WEEK: u64 = 7 * 86_400;
    let wrong = OutOfRange { min: 1, max: WEEK };
    let (digits, unit) = match text.trim().split_at_checked(text.trim().len().saturating_sub(1)) {
        Some((digits, "s")) => (digits, 1),
        Some((digits, "m")) => (digits, 60),
        Some((digits, "h")) => (digits, 3600),
        _ => (text.trim(), 1),
    };
    let seconds = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.filter(|seconds| (1..=WEEK).contains(seconds)).map(Duration::from_secs).ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        for (text, seconds) in [("90s", 90), ("30m", 1800), ("8h", 28_800), ("60", 60)] {
            assert_eq!(idle(text).ok(), Some(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "m", "0s", "9999h", "1d", "é", "-1m", "18446744073709551615h"] {
            assert!(idle(wrong).is_err(), "{wrong}");
        }
    }
}
