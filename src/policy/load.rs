//! Loads a policy: the packs, base first, read and checked as a whole. There is a policy only when nothing is wrong.
//! Which files belong to which pack is `project`'s business.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::invariant::{Invariant, invariant};
use super::manifest::{self, Manifest};
use super::param::Words;
use super::read::{self, Names};
use super::rule::Rule;
use super::source::PackSource;
use super::waiver::Waiver;
use super::{Loosening, Pack, Policy, Product, builtin, derive, fields, loosen, setting, undecided, waivers};
use crate::condition::path;
use crate::condition::scope::{Params, Scope};
use crate::condition::tree::{PathTy, Root};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::schema::Schemas;
use crate::schema::software::{Known, Software};
use crate::text::{Sources, suggest, wording};
use crate::value::{Scheme, Ty};
use crate::vocabulary::{Vocabulary, VocabularyBuilder};

/// The shapes of facts: those of the engine with what the packs add.
pub fn schemas(core: Schemas, packs: &[PackSource], sink: &mut Sink) -> Schemas {
    let mut schemas = core;
    for schema in packs.iter().flat_map(|p| &p.schemas) {
        let kinds = ["release", "site", "update"];
        if kinds.contains(&schema.kind.as_str()) {
            schemas.extend(&schema.kind, &schema.file.document.root, sink);
        } else {
            let problem = Diagnostic::new(Code::UnknownKind, format!("packs add no facts to {}", wording::quote(&schema.kind)))
                .at(schema.span, "for documents that don't exist");
            sink.push(match suggest::nearest(&schema.kind, &kinds) {
                Some(near) => problem.help(format!("write {}", wording::quote(near))),
                None => problem.help("write `release`, `site` or `update`"),
            });
        }
    }
    schemas.check_relations(sink);
    schemas
}

/// The policy that these packs make together, base first; none when anything in them is an error.
pub fn load(packs: &[PackSource], schemas: Schemas, sink: &mut Sink) -> Option<Policy> {
    let mut found = Sink::new();
    let policy = assemble(packs, schemas, &mut found);
    let failed = found.has_errors();
    sink.append(found);
    policy.filter(|_| !failed)
}

/// A built-in pack as a policy of its own.
pub fn builtin(name: &str, sources: &mut Sources, sink: &mut Sink) -> Option<Policy> {
    let core = Schemas::core(sources, sink);
    sources.secret_words(&core.secret_words());
    sources.plain_words(&core.plain_words());
    let packs = [builtin::source(name, sources, sink)?];
    let schemas = self::schemas(core, &packs, sink);
    // The facts of the pack say, too, what is secret and what only sounds so.
    sources.secret_words(&schemas.secret_words());
    sources.plain_words(&schemas.plain_words());
    load(&packs, schemas, sink)
}

fn assemble(packs: &[PackSource], mut schemas: Schemas, sink: &mut Sink) -> Option<Policy> {
    let manifests: Vec<Option<Manifest>> = packs.iter().map(|pack| manifest::read(pack, sink)).collect();
    let manifests: Vec<Manifest> = manifests.into_iter().collect::<Option<_>>()?;
    different_names(&manifests, sink);
    let product = manifest::common_product(&manifests, sink);
    let elsewhere = builtin::PRODUCTS.into_iter().filter(|(_, pack)| manifests.iter().all(|m| *m.name != **pack)).collect();
    schemas.about(manifest::known_products(&manifests, product.as_ref()), elsewhere);
    let named: Vec<(Arc<str>, &PackSource)> = manifests.iter().map(|m| m.name.clone()).zip(packs).collect();

    let vocabulary = vocabulary(&named, sink);
    let mut schemas = schemas;
    schemas.name_software(&software(&vocabulary, product.as_ref()));
    let scheme = product.as_ref().map_or(Scheme::Opaque, |p| p.scheme);
    let mut loosened = Vec::new();
    let with = Words { schemas: &schemas, vocabulary: &vocabulary, scheme };
    let declared = setting::read(&named, with, &mut loosened, sink);
    let params: Params = declared.iter().map(|(name, param)| (name.clone(), param.value.clone())).collect();

    let nodes = elements(&named, "rules", sink);
    let derived = derive::names(nodes.iter().map(|(_, node)| *node), sink);
    let names = Names { schemas: &schemas, vocabulary: &vocabulary, params: &params, derived: &derived };
    roles(names, sink);
    versions(names, sink);
    let (rules, broken) = rules(&nodes, names, sink);
    let waivers = waivers(&elements(&named, "waivers", sink), &rules, &broken, &vocabulary, sink);
    let invariants = invariants(&elements(&named, "invariants", sink), &rules, names, sink);
    if broken.is_empty() {
        undecided::check(&rules, sink);
    }
    let levels = manifests.last().map(|m| m.levels.clone()).unwrap_or_default();
    loosened.extend(product_changed(&manifests));
    let packs: Vec<Pack> = manifests
        .into_iter()
        .zip(packs)
        .map(|(m, source)| Pack { name: m.name, title: m.title, version: m.version, digest: source.digest.clone() })
        .collect();
    let (more, switched) = loosen::read(&packs, &vocabulary, &rules, &waivers, sink);
    loosened.extend(more);
    sort(&mut loosened, &packs);
    Some(Policy {
        packs,
        product: product?,
        schemas: Arc::new(schemas),
        vocabulary: Arc::new(vocabulary),
        params,
        declared: declared.into_values().collect(),
        rules,
        waivers,
        invariants,
        loosened,
        switched,
        levels,
    })
}

fn different_names(manifests: &[Manifest], sink: &mut Sink) {
    for (n, manifest) in manifests.iter().enumerate() {
        if let Some(first) = manifests.iter().take(n).find(|m| m.name == manifest.name) {
            sink.push(
                Diagnostic::new(Code::MixedPack, format!("two packs are called {}", wording::quote(&manifest.name)))
                    .at(manifest.span, "the pack that extends")
                    .at(first.span, "the pack that is extended")
                    .help("give the pack that extends a name of its own"),
            );
        }
    }
}

/// A later pack that is about another product: versions of the first one are no longer looked at.
fn product_changed(manifests: &[Manifest]) -> Vec<Loosening> {
    let products: Vec<_> = manifests.iter().filter_map(|m| m.product.as_ref().map(|(p, span)| (m, p, *span))).collect();
    let changed = products.windows(2).filter_map(|pair| match pair {
        [(_, before, _), (manifest, now, span)] if before.id != now.id || before.scheme != now.scheme => {
            let sentence = if before.id == now.id {
                format!("versions of the product `{}` are compared in another way", now.id)
            } else {
                format!("the policy is about the product `{}` instead of `{}`", now.id, before.id)
            };
            Some(Loosening { sentence, pack: manifest.name.clone(), span: *span })
        }
        _ => None,
    });
    changed.collect()
}

fn vocabulary(packs: &[(Arc<str>, &PackSource)], sink: &mut Sink) -> Vocabulary {
    let mut builder = VocabularyBuilder::new();
    for (name, pack) in packs {
        for node in pack.files.iter().filter_map(|f| f.document.root.get("vocabulary")).filter(|n| !n.is_null()) {
            builder.add(node, name, sink);
        }
    }
    builder.finish(sink)
}

/// The elements of a section of all files, each with its pack.
fn elements<'n>(packs: &[(Arc<str>, &'n PackSource)], section: &str, sink: &mut Sink) -> Vec<(Arc<str>, &'n Node)> {
    let mut found = Vec::new();
    for (name, pack) in packs {
        for entry in pack.files.iter().filter_map(|f| f.document.root.entry(section)).filter(|e| !e.value.is_null()) {
            if !matches!(entry.value.kind, Kind::List(_)) {
                sink.push(fields::wrong(entry, "a list").help("put `- ` before each element"));
            }
            found.extend(entry.value.elements().iter().map(|node| (name.clone(), node)));
        }
    }
    found
}

/// The rules, ordered by id, and the ids of those that could not be read (empty text where that has none).
fn rules<'n>(nodes: &[(Arc<str>, &'n Node)], names: Names<'_>, sink: &mut Sink) -> (Vec<Rule>, Vec<&'n str>) {
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    let mut broken = Vec::new();
    for (pack, node) in nodes {
        let Some(rule) = read::rule(node, pack, names, sink) else {
            broken.push(node.get("id").and_then(Node::text).unwrap_or_default());
            continue;
        };
        match rules.get(rule.id.as_str()) {
            Some(first) => sink.push(duplicate(first, &rule)),
            None => drop(rules.insert(rule.id.to_string(), rule)),
        }
    }
    (rules.into_values().collect(), broken)
}

fn duplicate(first: &Rule, again: &Rule) -> Diagnostic {
    let problem = Diagnostic::new(Code::DuplicateRule, format!("two rules are called `{}`", again.id))
        .at(again.span, "called so again here")
        .at(first.span, "first called so here");
    if first.pack == again.pack {
        return problem.help("give one of them another id");
    }
    problem
        .help("give it another id; to make an exception to the first, write a waiver")
        .note(format!("a pack adds rules, it can't replace those of {}", wording::quote(&first.pack)))
}

fn waivers(
    nodes: &[(Arc<str>, &Node)],
    rules: &[Rule],
    broken: &[&str],
    vocabulary: &Vocabulary,
    sink: &mut Sink,
) -> Vec<Waiver> {
    let mut found: Vec<Waiver> =
        nodes.iter().filter_map(|(pack, node)| waivers::waiver(node, pack, rules, broken, vocabulary, sink)).collect();
    found.sort_by(|a, b| (&a.rule, a.span).cmp(&(&b.rule, b.span)));
    found
}

/// The invariants, ordered by id; none is called like another one or like a rule.
fn invariants(nodes: &[(Arc<str>, &Node)], rules: &[Rule], names: Names<'_>, sink: &mut Sink) -> Vec<Invariant> {
    let mut found: BTreeMap<String, Invariant> = BTreeMap::new();
    for (pack, node) in nodes {
        let Some(read) = invariant(node, pack, names, sink) else { continue };
        let id = read.rule.id.to_string();
        let first = found.get(&id).map(|first| &first.rule).or_else(|| rules.iter().find(|rule| rule.id == read.rule.id));
        match first {
            Some(first) => sink.push(duplicate(first, &read.rule)),
            None => drop(found.insert(id, read)),
        }
    }
    found.into_values().collect()
}

/// The facts that say who a role is must exist and hold one value.
fn roles(names: Names<'_>, sink: &mut Sink) {
    let scope = Scope::new(names.schemas, names.vocabulary, names.params, names.derived);
    for who in names.vocabulary.roles.values().filter_map(|role| role.who.as_ref()) {
        let Some(located) = path::read(&who.text, who.span, &scope, sink) else { continue };
        if !matches!(located.path.ty, PathTy::Scalar(_)) {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} names nobody", wording::quote(&who.text)))
                    .at(who.span, "not one value")
                    .help("write the path of a fact such as `site.owners.rollback`"),
            );
        }
    }
}

/// The software that documents may name: that of the vocabulary, and the product itself.
fn software(vocabulary: &Vocabulary, product: Option<&Product>) -> Arc<Software> {
    let mut out = Software::default();
    for (name, entry) in &vocabulary.software {
        let known = Known {
            title: entry.title.clone(),
            scheme: Some(entry.scheme),
            extension: entry.extension,
            acts: entry.acts.as_ref().map(|role| role.shared()),
            instead_of: entry.instead_of.iter().map(|w| w.text.clone()).collect(),
        };
        out.add(name.as_str(), known, entry.also.iter().map(|w| &*w.text));
    }
    if let Some(product) = product {
        let known =
            Known { title: Arc::from(&*product.title), scheme: None, extension: false, acts: None, instead_of: Vec::new() };
        out.add(&product.id, known, []);
    }
    Arc::new(out)
}

/// The facts that say which version of software a site runs must exist and be versions.
fn versions(names: Names<'_>, sink: &mut Sink) {
    let scope = Scope::new(names.schemas, names.vocabulary, names.params, names.derived);
    for at in names.vocabulary.software.values().filter_map(|software| software.at.as_ref()) {
        let Some(located) = path::read(&at.text, at.span, &scope, sink) else { continue };
        let of_site = matches!(&located.path.root, Root::Document(root) if &**root == "site");
        if !of_site || !matches!(located.path.ty, PathTy::Scalar(Ty::Version(_))) {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} is no version of a site", wording::quote(&at.text)))
                    .at(at.span, "not a version")
                    .help("write the path of a version such as `site.versions.php`"),
            );
        }
    }
}

/// By pack, then by place; each once.
fn sort(loosened: &mut Vec<Loosening>, packs: &[Pack]) {
    let rank: BTreeMap<&str, usize> = packs.iter().enumerate().map(|(n, p)| (&*p.name, n)).collect();
    loosened.sort_by_key(|l| (rank.get(&*l.pack).copied(), l.span, l.sentence.clone()));
    let mut seen = BTreeSet::new();
    loosened.retain(|l| seen.insert((l.span, l.sentence.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{extended, policy, problems, rule, seen};

    #[test]
    fn the_built_in_packs_have_no_problems() {
        for name in builtin::NAMES {
            let (mut sources, mut sink) = (Sources::new(), Sink::new());
            let policy = builtin(name, &mut sources, &mut sink);
            let found = sink.into_sorted();
            assert_eq!(seen(&found, &sources).join("\n"), "");
            let policy = policy.unwrap();
            let known: Vec<_> = builtin::PRODUCTS.iter().filter(|(_, pack)| *pack == name).map(|(id, _)| *id).collect();
            assert_eq!(policy.schemas.products().iter().map(|p| &*p.id).collect::<Vec<_>>(), known);
        }
    }

    #[test]
    fn a_pack_has_its_rules_in_order_of_id() {
        let policy =
            policy(&format!("rules:\n{}{}", rule("b.two", "then: { stage: agents }"), rule("a.one", "then: { stage: agents }")));
        let ids: Vec<&str> = policy.rules.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, ["a.one", "b.two", "backup.fresh"]);
        assert_eq!((&*policy.packs[0].name, &*policy.packs[0].title, &*policy.packs[0].version), ("base", "The base", "1.2"));
        assert_eq!((&*policy.product.id, policy.product.scheme), ("sophmate", Scheme::Php));
        assert_eq!(policy.loosened, []);
    }

    #[test]
    fn a_rule_of_the_same_id_is_a_problem_also_in_a_later_pack() {
        let again = format!("rules:\n{}", rule("backup.fresh", "then: { stage: agents }"));
        let headline = "duplicate-rule: two rules are called `backup.fresh` | backup.fresh: called so again here | backup.fresh: first called so here";
        assert_eq!(problems(&again), [format!("{headline} | help: give one of them another id")]);
        let help = "give it another id; to make an exception to the first, write a waiver";
        assert_eq!(extended(&again).1, [format!("{headline} | help: {help}")]);
    }

    #[test]
    fn a_pack_with_nothing_but_synonyms_is_a_policy() {
        let (policy, problems) = extended("vocabulary: { areas: { agents: { also: [helpers] } } }\n");
        assert_eq!(problems, Vec::<String>::new());
        let loosened: Vec<String> = policy.unwrap().loosened.into_iter().map(|l| l.sentence).collect();
        assert_eq!(loosened, ["in release notes `helpers` now stands for the area `agents`"]);
    }
}
