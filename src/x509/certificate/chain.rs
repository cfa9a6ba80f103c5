//! Which certificate of several is a key's, and which stand above it.

use std::collections::HashMap;

use super::Certificate;
use crate::x509::name::Name;

/// Certificates above one another: more is not a chain that anybody made.
const LONGEST_CHAIN: usize = 16;
/// Certificates of one name that are looked at for the next of a chain.
const MOST_NAMESAKES: usize = 64;

/// The certificates that none of the others is signed by: whose keys they are, not who vouches for them.
pub fn signing_no_other(certificates: &[Certificate]) -> impl Iterator<Item = &Certificate> {
    let mut by_issuer = HashMap::<_, Vec<_>>::new();
    for certificate in certificates {
        let signed = by_issuer.entry(certificate.issuer()).or_default();
        // Two tell whether one signs another than itself.
        if signed.len() < 2 && !signed.contains(&certificate) {
            signed.push(certificate);
        }
    }
    let signs_another = move |candidate: &&Certificate| {
        by_issuer.get(candidate.subject()).is_some_and(|signed| signed.iter().any(|other| other != candidate))
    };
    certificates.iter().filter(move |certificate| !signs_another(certificate))
}

/// The one that none of the others is signed by, and those above it, its issuer first. `None` where none or more than one
/// is such.
pub fn own_and_above(certificates: &[Certificate]) -> Option<(Certificate, Vec<Certificate>)> {
    let mut own = signing_no_other(certificates);
    let (Some(own), None) = (own.next(), own.next()) else { return None };
    Some((own.clone(), Chains::new(certificates).above(own)))
}

/// The certificates of a file by their subject.
pub(crate) struct Chains<'a>(HashMap<&'a Name, Vec<&'a Certificate>>);

impl<'a> Chains<'a> {
    pub(crate) fn new(certificates: impl IntoIterator<Item = &'a Certificate>) -> Self {
        let mut by_subject = HashMap::<_, Vec<_>>::new();
        for certificate in certificates {
            by_subject.entry(certificate.subject()).or_default().push(certificate);
        }
        Self(by_subject)
    }

    /// The certificates above one, its issuer first, as far as the file goes.
    pub(crate) fn above(&self, certificate: &Certificate) -> Vec<Certificate> {
        let mut chain: Vec<Certificate> = Vec::new();
        while chain.len() < LONGEST_CHAIN {
            let last = chain.last().unwrap_or(certificate);
            if last.is_self_issued() {
                break;
            }
            let namesakes = self.0.get(last.issuer()).map_or(&[][..], Vec::as_slice);
            let issuer = namesakes.iter().take(MOST_NAMESAKES).find(|issuer| {
                last.names_as_issuer(issuer) && **issuer != certificate && !chain.contains(issuer)
            });
            match issuer {
                Some(issuer) => chain.push((*issuer).clone()),
                None => break,
            }
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        crypto::AwsLc,
        keys::{
            KeyPair, issue,
            sample::{new_certificate, pair, private_key},
        },
    };

    #[test]
    fn a_chain_has_an_end() {
        let mut above_it = vec![pair("0", 0)];
        for place in 1..=LONGEST_CHAIN + 1 {
            above_it.push(signed(&place.to_string(), place % 2, &above_it[place - 1]));
        }
        let own = above_it.pop().expect("the last");
        assert_eq!(above(&own, &above_it.iter().collect::<Vec<_>>()).len(), LONGEST_CHAIN);
    }

    fn signed(cn: &str, key: usize, issuer: &KeyPair) -> KeyPair {
        let key = private_key(key);
        let certificate = issue(&AwsLc, &new_certificate(cn), &key, Some(issuer)).expect("a certificate");
        KeyPair::new(certificate, key).expect("a pair")
    }

    fn names(chain: &[Certificate]) -> Vec<String> {
        chain.iter().filter_map(Certificate::subject_cn).collect()
    }

    fn above(of: &KeyPair, in_file: &[&KeyPair]) -> Vec<String> {
        names(&Chains::new(in_file.iter().map(|pair| pair.certificate())).above(of.certificate()))
    }

    #[test]
    fn a_chain_goes_from_issuer_to_issuer_whatever_the_files_order() {
        let root = pair("Racine", 0);
        let between = signed("Intermédiaire", 1, &root);
        let own = signed("Marchés", 0, &between);
        assert_eq!(above(&own, &[&root, &own, &between]), ["Intermédiaire", "Racine"]);
        assert_eq!(above(&own, &[&own, &root]), [""; 0]);
        assert_eq!(above(&own, &[&own, &between]), ["Intermédiaire"]);
        assert_eq!(above(&root, &[&root, &own, &between]), [""; 0]);
        // An authority of the same name with another key is not the issuer.
        let namesake = signed("Intermédiaire", 0, &root);
        assert_eq!(above(&own, &[&namesake, &own, &between, &root]), ["Intermédiaire", "Racine"]);
        let chain = Chains::new([namesake.certificate()]).above(own.certificate());
        assert_eq!(chain, []);
    }

    #[test]
    fn authorities_that_sign_each_other_end() {
        let (first, second) = (pair("Une", 0), pair("Autre", 1));
        let (one, other) = (signed("Une", 0, &second), signed("Autre", 1, &first));
        assert_eq!(above(&one, &[&one, &other]), ["Autre"]);
    }

    #[test]
    fn of_loose_certificates_the_one_that_signs_no_other_is_the_keys() {
        let root = pair("Racine", 0);
        let between = signed("Intermédiaire", 1, &root);
        let own = signed("Marchés", 0, &between);
        let found = |pairs: &[&KeyPair]| {
            let loose: Vec<_> = pairs.iter().map(|pair| pair.certificate().clone()).collect();
            own_and_above(&loose).map(|(own, above)| (own.subject_cn(), names(&above)))
        };
        let cn = |cn: &str| Some(cn.to_owned());
        let above = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let whole = Some((cn("Marchés"), above(&["Intermédiaire", "Racine"])));
        assert_eq!(found(&[&root, &own, &between]), whole);
        assert_eq!(found(&[&between, &root]), Some((cn("Intermédiaire"), above(&["Racine"]))));
        assert_eq!(found(&[&root]), Some((cn("Racine"), above(&[]))));
        // Two that sign no other, none that does not, none at all.
        assert_eq!(found(&[&own, &pair("Autre", 1)]), None);
        let (one, other) = (signed("Une", 0, &pair("Autre", 1)), signed("Autre", 1, &pair("Une", 0)));
        assert_eq!(found(&[&one, &other]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn a_chain_of_loose_certificates_has_an_end() {
        let mut pairs = vec![pair("0", 0)];
        for place in 1..=LONGEST_CHAIN + 3 {
            pairs.push(signed(&place.to_string(), place % 2, &pairs[place - 1]));
        }
        let loose: Vec<_> = pairs.iter().map(|pair| pair.certificate().clone()).collect();
        let (own, above) = own_and_above(&loose).expect("the last");
        assert_eq!((own.subject_cn(), above.len()), (Some("19".to_owned()), LONGEST_CHAIN));
    }
}
