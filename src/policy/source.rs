//! What a policy is loaded from: the parsed files of each pack, wherever they came from, and the digest over them.
//! Reading files is `project`'s business, finding out what they say that of `load`.

use sha2::{Digest, Sha256};

use super::manifest;
use crate::diagnostic::Sink;
use crate::document::Document;
use crate::text::{SourceId, Sources, Span};

/// One pack as it was found.
#[derive(Clone, Debug)]
pub struct PackSource {
    /// What it is called where it was found: a built-in name, or the folder or file as written.
    pub label: String,
    /// Its files of kind `policy`, ordered by path.
    pub files: Vec<PackFile>,
    /// The schemas of facts that its manifest names.
    pub schemas: Vec<SchemaFile>,
    /// The digest over all of these, their masked text: `sha256:` and hexadecimal digits.
    pub digest: String,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its path inside the pack, with `/` between the names.
    pub path: String,
    /// Its source.
    pub id: SourceId,
    /// Its content.
    pub document: Document,
}

/// A schema of facts that a pack adds.
#[derive(Clone, Debug)]
pub struct SchemaFile {
    /// The kind of documents it is about, as written: `site`.
    pub kind: String,
    /// Where the manifest names it.
    pub span: Span,
    /// The schema.
    pub file: PackFile,
}

/// Reads a schema file that a manifest names at a place; pushes a problem and gives none when that can't be done.
pub type ReadSchema<'a> = dyn FnMut(&str, Span, &mut Sources, &mut Sink) -> Option<PackFile> + 'a;

impl PackSource {
    /// The pack made of these files. The schemas that the manifest names are fetched through `read`.
    pub fn new(label: &str, mut files: Vec<PackFile>, read: &mut ReadSchema<'_>, sources: &mut Sources, sink: &mut Sink) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let named: Vec<(String, String, Span)> =
            manifest::facts(&files).into_iter().map(|(kind, path, span)| (kind.to_owned(), path.to_owned(), span)).collect();
        let mut schemas = Vec::new();
        for (kind, path, span) in named {
            if let Some(file) = read(&path, span, sources, sink) {
                schemas.push(SchemaFile { kind, span, file });
            }
        }
        let digest = digest(files.iter().chain(schemas.iter().map(|s| &s.file)), sources);
        Self { label: label.to_owned(), files, schemas, digest }
    }
}

/// The digest over paths and masked texts, whatever order the files come in. Lengths go in too, so that no text can be
/// moved from one file to the next.
fn digest<'a>(files: impl Iterator<Item = &'a PackFile>, sources: &Sources) -> String {
    let mut parts: Vec<(&str, &str)> = files.map(|f| (f.path.as_str(), sources.get(f.id).text())).collect();
    parts.sort_unstable();
    let mut hash = Sha256::new();
    for text in parts.iter().flat_map(|(path, text)| [path, text]) {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    fn digest_of(files: &[(&str, &str)]) -> String {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let mut read = Vec::new();
        for (path, text) in files {
            let (id, tree) = document::load(&mut sources, path, text.as_bytes().to_vec(), &mut sink);
            let document = tree.unwrap();
            read.push(PackFile { path: (*path).to_owned(), id, document });
        }
        PackSource::new("p", read, &mut |_, _, _, _| None, &mut sources, &mut sink).digest
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order_of_files() {
        let (a, b) = (("a.yaml", "kind: policy"), ("b.yaml", "name: acme"));
        assert_eq!(digest_of(&[a, b]), digest_of(&[b, a]));
        assert!(digest_of(&[a, b]).starts_with("sha256:"));
        assert_eq!(digest_of(&[a, b]).len(), 7 + 64);
    }

    #[test]
    fn every_change_changes_the_digest() {
        let before = digest_of(&[("a.yaml", "kind: policy")]);
        assert_ne!(before, digest_of(&[("a.yaml", "kind:  policy")]));
        assert_ne!(before, digest_of(&[("b.yaml", "kind: policy")]));
    }

    #[test]
    fn a_secret_is_masked_before_it_is_digested() {
        let of = |token: &str| digest_of(&[("a.yaml", &format!("x: y\ntoken: {token}\n"))]);
        assert_eq!(of("hunter2-hunter2"), of("hunter3-hunter3"));
    }
}
