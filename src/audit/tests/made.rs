//! What a certificate was made for, and what it was made with.

use super::*;

#[test]
fn weak_by_the_rgs() {
    let weakness = |change: fn(&mut Snapshot)| {
        let mut snapshot = world();
        change(&mut snapshot);
        let findings = judged(&snapshot).findings;
        let finding = findings.into_iter().find(|f| f.code == Code::KeyWeak)?;
        match finding.fact {
            Fact::Weak(weakness) => Some((finding.severity, weakness)),
            other => panic!("{other:?}"),
        }
    };
    let none = Weakness::default();
    assert_eq!(weakness(|s| s.keys[0].bits = 2048), None);
    let short = Some((Severity::Warning, Weakness { under_3072_after_2030: true, ..none }));
    let change: fn(&mut Snapshot) = |s| {
        s.keys[0].bits = 3071;
        s.keys[0].not_after = at("2031-01-01T00:00:00Z");
    };
    assert_eq!(weakness(change), short);
    let change: fn(&mut Snapshot) = |s| {
        s.keys[0].bits = 3071;
        s.keys[0].not_after = at("2030-12-31T23:59:59Z");
    };
    assert_eq!(weakness(change), None);
    let change: fn(&mut Snapshot) = |s| {
        s.keys[0].bits = 2048;
        s.consultations[0].deadline = at("2031-01-01T00:00:00Z");
    };
    assert_eq!(weakness(change), short);
    let change: fn(&mut Snapshot) = |s| {
        s.keys[0].bits = 2048;
        s.consultations[0].deadline = at("2030-12-31T23:59:59Z");
    };
    assert_eq!(weakness(change), None);
    let short = Some((Severity::Critical, Weakness { under_2048: true, ..none }));
    assert_eq!(weakness(|s| s.keys[0].bits = 2047), short);
    let small = Some((Severity::Warning, Weakness { small_exponent: true, ..none }));
    assert_eq!(weakness(|s| s.keys[0].exponent = 65_536), small);
    assert_eq!(weakness(|s| s.keys[0].exponent = 65_537), None);
    let sha1 = Some((Severity::Warning, Weakness { sha1: true, ..none }));
    assert_eq!(weakness(|s| s.keys[0].sha1 = true), sha1);
}

/// RGS 2.0 annex B1: a group of 256 bits after 2020. An exponent of 0 is no small one where there is none.
#[test]
fn curves_are_weak_by_their_group() {
    let weakness = |bits, sha1| {
        let mut snapshot = world();
        let key = &mut snapshot.keys[0];
        (key.bits, key.exponent, key.sha1, key.key_usage) = (bits, 0, sha1, Some(UsageMask(16)));
        key.not_after = at("2031-01-01T00:00:00Z");
        let findings = judged(&snapshot).findings;
        let finding = findings.into_iter().find(|f| f.code == Code::KeyWeak)?;
        Some((finding.severity, finding.fact))
    };
    // ML-KEM too has neither exponent nor modulus, and nothing is weak in it by its size.
    for bits in [256, 384, 521, 512, 768, 1024] {
        assert_eq!(weakness(bits, false), None, "{bits}");
        let sha1 = Weakness { sha1: true, ..Weakness::default() };
        assert_eq!(weakness(bits, true), Some((Severity::Warning, Fact::Weak(sha1))));
    }
    let small = Weakness { small_group: true, ..Weakness::default() };
    assert_eq!(weakness(253, false), Some((Severity::Warning, Fact::Weak(small))));
}

/// RFC 5480 section 3: keyAgreement where an RSA key has keyEncipherment.
#[test]
fn usage_of_a_curve_is_to_agree_on_keys_and_nothing_more() {
    for (usage, fault) in [
        (UsageMask(16), None),
        (UsageMask(16 + 1), Some(UsageFault::AlsoSigns)),
        (UsageMask(1), Some(UsageFault::OnlySigns)),
        (UsageMask(4), Some(UsageFault::NoKeyEncipherment)),
    ] {
        let mut snapshot = idle();
        let key = &mut snapshot.keys[0];
        (key.bits, key.exponent, key.key_usage) = (256, 0, Some(usage));
        let findings = judged(&snapshot).findings;
        let found = findings.into_iter().find(|f| f.code == Code::KeyUsage).map(|f| f.fact);
        assert_eq!(found, fault.map(Fact::Usage), "{usage:?}");
    }
}

#[test]
fn usage_is_to_encrypt_keys_and_nothing_more() {
    for (usage, fault) in [
        (None, Some(UsageFault::Unstated)),
        (Some(UsageMask(4)), None),
        (Some(UsageMask(4 + 8)), None),
        (Some(UsageMask(4 + 1)), Some(UsageFault::AlsoSigns)),
        (Some(UsageMask(1)), Some(UsageFault::OnlySigns)),
        (Some(UsageMask(8)), Some(UsageFault::NoKeyEncipherment)),
    ] {
        let mut snapshot = idle();
        snapshot.keys[0].key_usage = usage;
        let findings = judged(&snapshot).findings;
        let found = findings.first().map(|f| (f.code, f.severity, f.fact.clone()));
        assert_eq!(
            found,
            fault.map(|fault| {
                let unstated = fault == UsageFault::Unstated;
                let severity = if unstated { Severity::Info } else { Severity::Warning };
                (Code::KeyUsage, severity, Fact::Usage(fault))
            }),
            "{usage:?}"
        );
    }
}
