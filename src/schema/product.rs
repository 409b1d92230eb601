//! The products that a policy is about: their names, the order of their versions, and the packs that know them.
//! Which product a release belongs to is said by its document, and looked up in `facts`.

use std::borrow::Cow;
use std::sync::Arc;

use super::Schemas;
use super::shape::{Form, Shape};
use crate::value::{Scheme, Ty};

/// A product that has releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The key under `site.versions`, and what a release calls it.
    pub id: Arc<str>,
    /// Its name for people.
    pub title: String,
    /// How its versions are ordered.
    pub scheme: Scheme,
    /// The pack that knows it.
    pub pack: Arc<str>,
}

/// The places where versions stand by the name of the software.
const BY_NAME: [(&str, &str); 2] = [("site", "versions"), ("release", "requirements")];

impl Schemas {
    /// Says which products the facts are about, the main one first: its scheme is that of every leaf with the scheme `product`.
    /// Products that packs know which are not loaded are given with their pack.
    pub fn about(&mut self, products: Vec<Product>, elsewhere: Vec<(&'static str, &'static str)>) {
        if let Some(main) = products.first() {
            for shape in [&mut self.release, &mut self.site, &mut self.update] {
                retype(shape, main.scheme);
            }
        }
        for (product, (root, map)) in products.iter().flat_map(|p| BY_NAME.map(|place| (p, place))) {
            let shape = if root == "site" { &mut self.site } else { &mut self.release };
            declare(shape, map, product);
        }
        self.products = products;
        self.elsewhere = elsewhere;
    }

    /// The products, the main one first; none for schemas without a policy.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// Products that only packs know which are not loaded, each with its pack.
    pub fn products_elsewhere(&self) -> &[(&'static str, &'static str)] {
        &self.elsewhere
    }

    /// The product of this id.
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|p| &*p.id == id)
    }

    /// What documents of a kind may say about a release of a product of this scheme.
    pub fn root_in(&self, name: &str, scheme: Scheme) -> Option<Cow<'_, Shape>> {
        let shape = self.root(name)?;
        if self.products.first().is_none_or(|main| main.scheme == scheme) {
            return Some(Cow::Borrowed(shape));
        }
        let mut shape = shape.clone();
        retype(&mut shape, scheme);
        Some(Cow::Owned(shape))
    }
}

/// Gives every version of the product this scheme.
fn retype(shape: &mut Shape, scheme: Scheme) {
    let of_product = shape.note.of_product;
    match &mut shape.form {
        Form::Scalar(Ty::Version(own) | Ty::VersionRange(own)) if of_product => {
            *own = scheme;
            exemplify(shape);
        }
        Form::Scalar(_) => {}
        Form::List(element) => retype(element, scheme),
        Form::Map { value, .. } => retype(value, scheme),
        Form::Record(record) => {
            record.fields.values_mut().chain(record.rest.as_deref_mut()).for_each(|inner| retype(inner, scheme));
        }
    }
}

/// Declares the product beside the other software, where its versions are ordered otherwise.
fn declare(shape: &mut Shape, map: &str, product: &Product) {
    let Form::Record(root) = &mut shape.form else { return };
    let Some(Form::Record(record)) = root.fields.get_mut(map).map(|shape| &mut shape.form) else { return };
    let Some(rest) = record.rest.as_deref() else { return };
    let ty = match rest.ty() {
        Some(Ty::Version(scheme)) if *scheme != product.scheme => Ty::Version(product.scheme),
        Some(Ty::VersionRange(scheme)) if *scheme != product.scheme => Ty::VersionRange(product.scheme),
        _ => return,
    };
    if !record.fields.contains_key(&product.id) {
        let mut own = Shape { form: Form::Scalar(ty), note: rest.note.clone() };
        exemplify(&mut own);
        record.fields.insert(product.id.clone(), own);
    }
}

/// Gives a version examples that can be read in its scheme: advice is made of them.
fn exemplify(shape: &mut Shape) {
    let example = match shape.ty() {
        Some(Ty::Version(Scheme::Semver)) => "2.4.0",
        Some(Ty::VersionRange(Scheme::Semver)) => ">=2.4.0 <3.0.0",
        Some(Ty::Version(Scheme::Opaque)) => "build-7",
        Some(Ty::VersionRange(Scheme::Opaque)) => "=build-7",
        _ => return,
    };
    Arc::make_mut(&mut shape.note).examples = vec![format!("\"{example}\"")];
}
