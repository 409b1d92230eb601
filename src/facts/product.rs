//! Which product the releases belong to, and how its versions are ordered.
//! Which products there are is said by packs, through the schemas.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::load::{FactDocument, FactKind};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::schema::Schemas;
use crate::text::{Span, suggest, wording};
use crate::value::Scheme;

/// The product of the releases.
pub(super) struct OfRelease {
    /// Its key under `site.versions`.
    pub id: Arc<str>,
    /// How its versions are ordered.
    pub scheme: Scheme,
}

/// Whether the product of a document is one of these, where it names one.
pub fn knows_product(document: &FactDocument, schemas: &Schemas) -> bool {
    document.kind != FactKind::Release || stated(document).is_none_or(|(name, _)| schemas.product(name).is_some())
}

/// The product that a document names, with its place.
fn stated(document: &FactDocument) -> Option<(&str, Span)> {
    let node = document.root.get("product")?;
    let name = node.text().map(str::trim).filter(|name| !name.is_empty() && *name != "unknown" && !node.is_null())?;
    Some((name, node.span))
}

/// The product of the release documents; the main one of the packs where they don't say. One that no pack knows is a problem, and so
/// are two of them.
pub(super) fn of_release(documents: &[FactDocument], schemas: &Schemas, sink: &mut Sink) -> OfRelease {
    let main = schemas.products().first();
    let mut all: Vec<(&str, Span)> = Vec::new();
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for document in documents.iter().filter(|d| d.kind == FactKind::Release) {
        match (stated(document), main) {
            (Some((name, span)), Some(_)) if schemas.product(name).is_none() => {
                if unknown.insert(name) {
                    sink.push(no_product(name, span, schemas));
                }
            }
            (Some(found), _) => all.push(found),
            (None, Some(main)) => all.push((&main.id, document.root.get("product").map_or(document.root.span, |n| n.span))),
            (None, None) => {}
        }
    }
    several(&all, sink);
    let id: Arc<str> = match (all.first(), main) {
        (Some((name, _)), _) => Arc::from(*name),
        (None, Some(main)) => main.id.clone(),
        (None, None) => Arc::from(""),
    };
    let scheme = schemas.product(&id).or(main).map_or(Scheme::Php, |p| p.scheme);
    OfRelease { id, scheme }
}

fn no_product(name: &str, span: Span, schemas: &Schemas) -> Diagnostic {
    let elsewhere = schemas.products_elsewhere();
    let known: Vec<&str> = schemas.products().iter().map(|p| &*p.id).collect();
    let of_pack = |(product, pack): (&str, &str)| format!("{} (pack {})", wording::quote(product), wording::quote(pack));
    let mut all: Vec<String> = schemas.products().iter().map(|p| of_pack((&p.id, &p.pack))).collect();
    let others = elsewhere.iter().filter(|(product, _)| !known.contains(product));
    all.extend(others.map(|(product, pack)| of_pack((product, pack))));
    let problem = Diagnostic::new(Code::UnknownProduct, format!("no loaded pack knows the product {}", wording::quote(name)))
        .at(span, "a product that no rule is about")
        .meant(span, name, suggest::only(name, known.iter().copied()))
        .note(format!("products that packs know: {}", wording::list_and(&all)));
    if let Some((_, pack)) = elsewhere.iter().find(|(product, _)| *product == name) {
        return problem.help(format!("evaluate with `--policy {pack}`, which is about it"));
    }
    let main = schemas.products().first().map_or("", |p| &p.id);
    match suggest::nearest(name, known.iter().copied()) {
        Some(near) => problem.help(format!("write `product: {near}`")),
        None => problem.help(format!(
            "write `product: {main}`, or evaluate with a pack that names {} under `products`",
            wording::quote(name)
        )),
    }
}

fn several(all: &[(&str, Span)], sink: &mut Sink) {
    let Some(((first, one), rest)) = all.split_first() else { return };
    for (other, two) in rest.iter().filter(|(other, _)| other != first) {
        let headline = format!("{} and {} are two products", wording::quote(first), wording::quote(other));
        sink.push(
            Diagnostic::new(Code::SeveralProducts, headline)
                .at(*two, "another product")
                .at(*one, "one product")
                .help("evaluate the releases of one product at a time"),
        );
    }
}
