//! Expected values: GNU `date -u -d 'TZ="Europe/Paris" 2026-11-01 10:00' +%FT%TZ`, and a calendar for days of the week.

use super::*;

fn paris(text: &str) -> Result<String, TimeError> {
    Zone::PARIS.parse_instant(text).map(|instant| instant.to_string())
}

#[test]
fn instants_are_read_as_people_write_them() {
    for text in [
        "2026-12-18T12:00:00+01:00",
        "2026-12-18T11:00:00Z",
        "2026-12-18t11:00:00z",
        "2026-12-18T12:00+01:00",
        "2026-12-18T12:00:00+0100",
        "2026-12-18 12:00 +01:00",
        "2026-12-18 12:00:00.000 +01",
        "2026-12-18T11:00Z",
        "2026-12-18T12:00",
        "2026-12-18 12:00:00",
        "2026/12/18 12:00:00",
        "18/12/2026 12:00",
        " 18/12/2026 12:00:00 ",
        "18/12/2026 12h00",
        "18/12/2026 à 12h00",
        "18/12/2026 a\u{300} 12h00",
        "18/12/2026 À 12h",
        "18/12/2026\u{a0}à\u{a0}12:00",
        "18/12/2026\u{202f}12\u{202f}h\u{202f}00",
        "\u{200e}18/12/2026\u{200e} 12:00\u{200e}",
        "18/12/2026 - 12:00:00",
        "18/12/2026, 12:00:00",
        "18/12/2026 à 12h00m00s",
        "18/12/2026 à 12 h 00 min 00 s",
        "18/12/2026 12h00:00",
        "18.12.2026 12:00",
        "18-12-2026 12:00",
        "Le 18/12/2026 à 12:00",
        "18 décembre 2026 à 12 h 00",
        "18 DÉCEMBRE 2026 12 heures",
        "18 déc. 2026 12:00",
        "18-dec-2026 12:00",
        "vendredi 18 décembre 2026 à 12:00",
        "ven. 18/12/2026 12:00",
        "le vendredi, 18 décembre 2026, 12h00",
        "18/12/2026 12:00 (Europe/Paris)",
        "18/12/2026 12:00 (heure de Paris)",
        "18/12/2026 à 12h00 heure de Paris",
        "18/12/2026 12:00 GMT+1",
        "18/12/2026 12:00 (UTC+01:00)",
        "18/12/2026 11:00 UTC",
        "18/12/2026 11:00:00 GMT",
        "18/12/2026 12:00 CET",
        "18/12/2026 15:00 (Indian/Reunion)",
        "18/12/2026 12:00:00 PM",
        "18/12/2026 12:00\u{202f}PM",
        "2026-12-18 12:00 pm",
    ] {
        assert_eq!(paris(text).as_deref(), Ok("2026-12-18T11:00:00Z"), "{text}");
    }
    for (text, expected) in [
        ("2026-12-18 12:00:00.25", "2026-12-18T11:00:00.250Z"),
        ("18/12/2026 12:00:00,123", "2026-12-18T11:00:00.123Z"),
        ("1er novembre 2026 à 10 h 00", "2026-11-01T09:00:00Z"),
        ("1ᵉʳ novembre 2026 à 10h", "2026-11-01T09:00:00Z"),
        ("1 nov. 2026 10:00", "2026-11-01T09:00:00Z"),
        ("01/11/2026 9:05", "2026-11-01T08:05:00Z"),
        ("mardi 15 septembre 2026 à 12:00", "2026-09-15T10:00:00Z"),
        ("15/07/2026 12:00 CEST", "2026-07-15T10:00:00Z"),
        ("15 juil. 2026 12:00 UTC+2", "2026-07-15T10:00:00Z"),
        ("15/07/2026 12:00 GMT-04:00", "2026-07-15T16:00:00Z"),
        ("18/12/2026 12:00:00 AM", "2026-12-17T23:00:00Z"),
        ("18/12/2026 1:30:00 PM", "2026-12-18T12:30:00Z"),
        ("11/11/2026 10:00 AM", "2026-11-11T09:00:00Z"),
        // Each of the two is named by its own clock.
        ("25/10/2026 02:30 CEST", "2026-10-25T00:30:00Z"),
        ("25/10/2026 02:30 CET", "2026-10-25T01:30:00Z"),
    ] {
        assert_eq!(paris(text).as_deref(), Ok(expected), "{text}");
    }
    for (month, name) in (1..).zip([
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]) {
        let expected = format!("2026-{month:02}-02T00:00:00Z");
        assert_eq!(paris(&format!("2 {name} 2026 00:00 UTC")), Ok(expected), "{name}");
    }
}

#[test]
fn a_time_without_its_seconds_is_known_to_be() {
    let precise = |text: &str| !Zone::PARIS.parse_written(text).expect(text).to_the_minute;
    for text in [
        "2026-12-18T12:00:00+01:00",
        "2026-12-18 12:00:00",
        "18/12/2026 12:00:00",
        "18/12/2026 à 12h00m00s",
        "18 décembre 2026 12:00:00 PM",
    ] {
        assert!(precise(text), "{text}");
    }
    for text in [
        "2026-12-18T12:00+01:00",
        "2026-12-18 12:00",
        "18/12/2026 12:00",
        "18/12/2026 à 12h00",
        "18/12/2026 à 12h",
        "18/12/2026 12h00min",
        "18/12/2026 12:00 PM",
    ] {
        assert!(!precise(text), "{text}");
    }
}

#[test]
fn what_is_not_exactly_one_instant_is_refused() {
    for text in [
        "",
        "2026-12-18",
        "12:00",
        "0026-12-18T12:00:00Z",
        "30/02/2026 12:00",
        "2026-12-18 24:00",
        "2026-12-18 12:00 demain",
        "18/12/2026 12:60",
        "18/12/2026 12:5",
        "18/12/2026 12:00 -13:00",
        "18/12/2026 12:00 - 13:00",
        "18/12/2026 13:00 PM",
        "18/12/2026 0:30 AM",
        "18/12-2026 12:00",
        "32/01/2026 12:00",
        "18/13/2026 12:00",
        "18 brumaire 2026 12:00",
        "2 er novembre 2026 12:00",
        "18/12/2026 12 00",
        "18/12/2026 12",
        "18/12/2026 1200",
        "１８/12/2026 12:00",
        "18/12/2026 １２:00",
        "18/12/2026 12:00 UTC+25",
        "18/12/2026 12:00 Europe/Pariss",
        "18/12/2026 12:00 (CET",
        "18/12/2026 12:00 EST",
        "18/12/2026 12:00 18/12/2026 13:00",
        "46374.5",
    ] {
        assert!(matches!(paris(text), Err(TimeError::NotAnInstant { .. })), "{text}: {:?}", paris(text));
    }
}

#[test]
fn an_order_of_day_and_month_is_never_guessed() {
    for text in ["12/18/2026 12:00", "1/13/2026 12:00:00 PM", "01/11/2026 10:00 AM", "11/1/2026 1:00:00 PM"] {
        assert!(matches!(paris(text), Err(TimeError::MonthFirst { .. })), "{text}: {:?}", paris(text));
    }
    for text in ["18/12/26 12:00", "26-12-18 12:00", "01.11.26 10:00", "1 nov. 26 10:00", "01-NOV-26 10:00"] {
        assert!(matches!(paris(text), Err(TimeError::ShortYear { .. })), "{text}: {:?}", paris(text));
    }
    for text in ["lundi 15 septembre 2026 à 12:00", "15/07/2026 12:00 CET", "18/12/2026 12:00 CEST"] {
        assert!(matches!(paris(text), Err(TimeError::Contradictory { .. })), "{text}: {:?}", paris(text));
    }
}

#[test]
fn a_day_and_its_time_may_stand_apart() {
    let of = |day: &str, time: &str| {
        let written = Zone::PARIS.parse_day_and_time(day, time)?;
        Ok::<_, TimeError>((written.at.to_string(), written.to_the_minute))
    };
    for (day, time, expected, to_the_minute) in [
        ("01/11/2026", "10:00", "2026-11-01T09:00:00Z", true),
        ("dimanche 1er novembre 2026", "à 10h00m05s", "2026-11-01T09:00:05Z", false),
        ("2026-11-01", "10:00:05 (UTC)", "2026-11-01T10:00:05Z", false),
        // A spreadsheet shows one number in two ways.
        ("2026-11-01 10:00:05", "2026-11-01 10:00:05", "2026-11-01T09:00:05Z", false),
        ("2026-11-01 10:00", "10:00:05", "2026-11-01T09:00:05Z", false),
        ("01/11/2026 10:00:05", "10:00", "2026-11-01T09:00:05Z", false),
    ] {
        assert_eq!(of(day, time), Ok((expected.to_owned(), to_the_minute)), "{day} | {time}");
    }
    for (day, time) in [
        ("01/11/2026 10:00", "10:01"),
        ("01/11/2026", "02/11/2026 10:00"),
        ("01/11/2026 10:00:05", "10:00:06"),
        ("01/11/2026 10:00 UTC", "10:00 CET"),
    ] {
        assert!(matches!(of(day, time), Err(TimeError::Contradictory { .. })), "{day} | {time}");
    }
    for (day, time) in
        [("01/11/2026", "midi"), ("hier", "10:00"), ("10:00", "10:00"), ("01/11/2026", "01/11/2026")]
    {
        assert!(matches!(of(day, time), Err(TimeError::NotAnInstant { .. })), "{day} | {time}");
    }
    assert!(matches!(of("01/11/2026", "10:00 AM"), Err(TimeError::MonthFirst { .. })));
    assert!(matches!(of("25/10/2026", "02:30"), Err(TimeError::Ambiguous { .. })));
}

#[test]
fn what_reads_like_a_date_is_told_from_the_rest() {
    for text in [
        "01/11/2026 10:00",
        "01/11/2026",
        "2026-11-01T09:00:00Z",
        "12/18/2026 12:00",
        "01/11/26",
        "1er mai 2026",
    ] {
        assert!(is_dated(text), "{text}");
    }
    for text in ["", "10:00", "98.2 Mo", "1.2.3", "26S0042", "Lot 1", "2026", "01/11", "0123456789", "1/3"] {
        assert!(!is_dated(text), "{text}");
    }
}
