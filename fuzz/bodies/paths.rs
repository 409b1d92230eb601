//! Paths of facts: every key reads back as it was written, and whatever is read is printed as what reads the same.

use holdpoint::facts::FactPath;
use holdpoint::text::path::{push_segment, split};

/// The lines of a text as keys, and the text as a path.
pub fn paths(text: &str) {
    let keys: Vec<&str> = text.split('\n').collect();
    let mut path = "site".to_owned();
    keys.iter().for_each(|key| push_segment(&mut path, key));
    assert_eq!(split(&path)[1..], keys, "{path}");
    let read = FactPath::parse(&path).expect("a path of keys");
    assert_eq!(read.steps.iter().map(|s| &**s).collect::<Vec<_>>(), keys, "{path}");
    for text in [text.to_owned(), format!("site.{text}"), format!("site[{text}]"), format!("site[\"{text}")] {
        let _ = split(&text);
        let Ok(read) = FactPath::parse(&text) else { continue };
        let written = read.to_string();
        assert_eq!(FactPath::parse(&written).as_ref(), Ok(&read), "{text:?} is printed as {written:?}");
        assert!(read.holds(&read));
        if let Some(parent) = read.parent() {
            assert!(parent.holds(&read) && !read.holds(&parent));
        }
    }
}
