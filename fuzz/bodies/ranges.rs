//! Ranges of versions: what is read is printed as what reads the same, and a refusal says what to write instead.

use holdpoint::value::{BadRange, Scheme, Version, VersionRange};

use super::first_line;

const SCHEMES: [Scheme; 4] = [Scheme::Wordpress, Scheme::Php, Scheme::Semver, Scheme::Opaque];

type Read = fn(&str, Scheme) -> Result<VersionRange, BadRange>;

/// The first line as a range, the second as a version, in every scheme.
pub fn ranges(text: &str) {
    let (range, rest) = first_line(text);
    let written = first_line(rest).0;
    for scheme in SCHEMES {
        let version = Version::parse(written, scheme);
        if let Some(version) = &version {
            assert_eq!(Version::parse(&version.to_string(), scheme).as_ref(), Some(version));
            assert!(version.same_release(version));
        }
        for read in [VersionRange::parse as Read, VersionRange::stated, VersionRange::stated_exactly] {
            match read(range, scheme) {
                Ok(range) => whole(&range, version.as_ref()),
                Err(bad) => {
                    assert!(!bad.what.is_empty() && !bad.help(str::to_owned).is_empty(), "{bad}");
                    for (cure, _) in bad.cures.iter().filter(|(cure, _)| !cure.is_empty()) {
                        assert!(read(cure, scheme).is_ok(), "{range:?} in {scheme:?}: `{cure}` is no range either");
                    }
                }
            }
        }
    }
}

fn whole(range: &VersionRange, version: Option<&Version>) {
    let printed = range.to_string();
    let again = VersionRange::parse(&printed, range.scheme());
    let again = again.unwrap_or_else(|bad| panic!("{:?} is printed as {printed:?}: {bad}", range.text()));
    assert!(again.alternatives().eq(range.alternatives()), "{:?} is printed as {printed:?}", range.text());
    assert!(!range.said().is_empty());
    let Some(version) = version else { return };
    assert_ne!(range.contains(version), range.violated_by(version));
    assert_eq!(range.contains(version), again.contains(version));
    if range.contains(version) {
        assert!(range.alternatives().any(|bounds| bounds.iter().all(|b| b.admits(version))));
    }
}
