//! Lengths of time in words.

use super::counted;

/// Seconds as people say them: "45 seconds", "1 minute 5 seconds", "2 hours 3 minutes".
pub(super) fn duration(seconds: f32) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths of speech are positive and far below 2^32 seconds"
    )]
    let seconds = seconds.round() as usize;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let parts = match (hours, minutes) {
        (0, 0) => vec![counted(seconds, "second")],
        (0, _) => vec![counted(minutes, "minute"), counted(seconds % 60, "second")],
        _ => vec![counted(hours, "hour"), counted(minutes, "minute")],
    };
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        for (seconds, said) in [
            (0.4, "0 seconds"),
            (1.0, "1 second"),
            (59.4, "59 seconds"),
            (59.6, "1 minute 0 seconds"),
            (125.0, "2 minutes 5 seconds"),
            (7260.0, "2 hours 1 minute"),
        ] {
            assert_eq!(duration(seconds), said);
        }
    }
}
