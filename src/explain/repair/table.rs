//! What one test answers for each choice of the changes that it can tell, asked of the engine itself: rows of a table, as bits.
//! How the answers of tests come together is `encode`'s business.

use super::choices::{Choices, overlap};
use super::cone::Cone;
use super::moves::{Move, Moves, again};
use super::set::Slot;
use crate::condition::answer::answer_test;
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::tree::{Op, PathTy, Root, Test};
use crate::facts::Change;
use crate::symbolic::{Bits, Lit};
use crate::value::{Instant, Truth, Ty};

/// The most rows of a table. Of facts that would make it larger those rows are made in which nothing else is changed.
const MOST_ROWS: usize = 450;

/// One test, asked of some elements.
pub(super) struct Asked<'t, 'a> {
    /// The test.
    pub(super) test: &'t Test,
    /// The elements.
    pub(super) frames: &'t [Bound<'a>],
    /// Whether it is asked in a lift condition.
    pub(super) lifting: bool,
}

/// The changes of one fact.
type Column = (Slot, Vec<Move>);

/// A choice among the changes of each column, and what the test answers then; nothing where the documents can't be read.
struct Row {
    choice: Vec<Option<usize>>,
    truth: Option<Truth>,
}

/// The answer of a test by the changes that are made.
pub(super) fn bits(asked: &Asked<'_, '_>, cone: &Cone<'_, '_>, choices: &mut Choices) -> Bits {
    let moves = cone.moves();
    let Some((truth, leaves)) = answer(asked, moves, &[]) else { return Bits::of(Truth::UNKNOWN) };
    let mut columns: Vec<Column> = Vec::new();
    add(cone.told_by(asked.test, &leaves), &mut columns);
    if columns.is_empty() {
        return Bits::of(truth);
    }
    // What is read may depend on what is changed: until no row reads anything new.
    loop {
        let known = columns.len();
        // Time changes everything, and the fewer values a fact has the more facts have room beside it.
        columns.sort_by_key(|(slot, moves)| (slot.is_none(), moves.len()));
        let (wanted, left) = rows_of(&columns);
        let mut rows: Vec<Row> = Vec::new();
        for choice in wanted {
            let changes: Vec<Change> = made(&columns, &choice).map(|(_, made)| made.change.clone()).collect();
            let answered = if changes.is_empty() { Some((truth, leaves.clone())) } else { answer(asked, moves, &changes) };
            if let Some((_, leaves)) = &answered {
                add(cone.told_by(asked.test, leaves), &mut columns);
            }
            rows.push(Row { choice, truth: answered.map(|(truth, _)| truth) });
        }
        if columns.len() == known {
            let joint = joint(asked, moves, &columns, &left);
            // That a thing exists of which more is stated is sure; of other tests that is what was seen.
            choices.guessed |= !left.is_empty() && !matches!(asked.test.op, Op::Exists(_) | Op::Stated(_));
            let bits = Written::new(&columns, choices).bits(&rows, &left, &joint, choices);
            return if is_timed(asked.test) && moves.are_anybodys() { either_way(&columns, bits, choices) } else { bits };
        }
    }
}

/// Whether a test compares moments with other facts: of how those can lie to each other a table knows no more than its values do.
fn is_timed(test: &Test) -> bool {
    let timed = matches!(test.path.ty, PathTy::Scalar(Ty::Instant | Ty::Duration)) || test.path.root == Root::Now;
    let windows = matches!(test.op, Op::Within(_) | Op::Inside(_) | Op::Overlaps(_));
    (timed || windows) && !test.op.operand_paths().is_empty()
}

/// The same, but where two moments are stated and not taken to be exactly those the answer can be either: so no order of moments is ruled
/// out that the values that are looked at don't have.
fn either_way(columns: &[Column], bits: Bits, choices: &mut Choices) -> Bits {
    let moment = |made: &Move| matches!(&made.change, Change::Set { to, .. } if to.text().is_some_and(|text| Instant::parse(text).is_some()));
    let mut stated: Vec<Lit> = Vec::new();
    for (slot, moves) in columns {
        let lits: Vec<Lit> =
            (0_u32..).zip(moves).filter(|(_, made)| moment(made)).map(|(rank, made)| choices.lit(slot, made, rank)).collect();
        stated.push(choices.circuit.or(lits));
    }
    let two = choices.circuit.at_least(&stated, 2);
    let two = choices.circuit.and([two, choices.exact.not()]);
    let (so, not) = (choices.circuit.fresh(), choices.circuit.fresh());
    choices.circuit.require(&[so, not]);
    let mut open = |bit: Lit, free: Lit| {
        let free = choices.circuit.and([two, free]);
        let told = choices.circuit.and([two.not(), bit]);
        choices.circuit.or([free, told])
    };
    Bits { yes: open(bits.yes, so), no: open(bits.no, not), later: open(bits.later, Lit::FALSE) }
}

/// What a test answers where a change is made of each column that had no room, and of each column there is: there changes could be in
/// each other's way. Nothing where that can't be read.
fn joint(asked: &Asked<'_, '_>, moves: &Moves<'_>, columns: &[Column], left: &[usize]) -> Vec<Truth> {
    if left.is_empty() {
        return Vec::new();
    }
    let all: Vec<usize> = left.iter().copied().chain((0..columns.len()).filter(|place| !left.contains(place))).collect();
    let answer = |places: &[usize]| {
        let mut chosen: Vec<&Column> = Vec::new();
        for column in places.iter().filter_map(|place| columns.get(*place)) {
            if !chosen.iter().any(|(slot, _)| overlap(slot, &column.0)) {
                chosen.push(column);
            }
        }
        let changes: Vec<Change> = chosen.iter().filter_map(|(_, moves)| moves.first()).map(|made| made.change.clone()).collect();
        answer(asked, moves, &changes).map(|(truth, _)| truth)
    };
    answer(left).into_iter().chain(answer(&all)).collect()
}

/// The changes of a table as literals.
struct Written {
    lits: Vec<Vec<Lit>>,
}

impl Written {
    fn new(columns: &[Column], choices: &mut Choices) -> Self {
        let lit = |(slot, moves): &Column| (0_u32..).zip(moves).map(|(rank, made)| choices.lit(slot, made, rank)).collect();
        let lits = columns.iter().map(lit).collect();
        columns.iter().for_each(|(slot, moves)| choices.told(slot, moves.len()));
        Self { lits }
    }

    /// Whether this choice is made.
    fn row(&self, choice: &[Option<usize>], choices: &mut Choices) -> Lit {
        let parts = self.lits.iter().zip(choice).flat_map(|(lits, choice)| match choice {
            Some(n) => lits.get(*n).copied().into_iter().collect(),
            None => lits.iter().map(|lit| lit.not()).collect::<Vec<_>>(),
        });
        choices.circuit.and(parts)
    }

    /// The rows as bits. Where the columns without room answer one and the same, alone and together, that is said of all their changes.
    /// Else what no row says is what one of the changes answers by itself, or what changes of all facts do, and whoever evaluates it
    /// finds out which.
    fn bits(&self, rows: &[Row], left: &[usize], joint: &[Truth], choices: &mut Choices) -> Bits {
        let of_left = |row: &Row| left.iter().any(|place| row.choice.get(*place).is_some_and(Option::is_some));
        let mut truths = rows.iter().filter(|row| of_left(row)).map(|row| row.truth).chain(joint.iter().copied().map(Some));
        let first = truths.next().flatten();
        let same = first.filter(|_| truths.all(|truth| truth == first));
        let mut told: Vec<(Lit, Truth)> = Vec::new();
        let mut seen: Vec<Lit> = Vec::new();
        for row in rows.iter().filter(|row| same.is_none() || !of_left(row)) {
            let lit = self.row(&row.choice, choices);
            seen.push(lit);
            match row.truth {
                Some(truth) => told.push((lit, truth)),
                // Documents with these changes can't be read.
                None => choices.circuit.require(&[lit.not()]),
            }
        }
        if let Some(same) = same {
            let changed: Vec<Lit> = left.iter().filter_map(|place| self.lits.get(*place)).flatten().copied().collect();
            told.push((choices.circuit.or(changed), same));
        }
        let bits = Bits::of_rows(&told, &mut choices.circuit);
        if left.is_empty() || same.is_some() {
            return bits;
        }
        choices.guessed = true;
        let other = choices.circuit.or(seen).not();
        let alone: Vec<(Lit, Truth)> = rows.iter().filter_map(|row| self.alone(row)).collect();
        // Something is changed of each column.
        let each: Vec<Lit> = self.lits.iter().map(|lits| choices.circuit.or(lits.iter().copied())).collect();
        let each = choices.circuit.and(each);
        let mut open = |bit: Lit, answer: usize| {
            let gives = |truth: &Truth| truth.answers().get(answer).copied().unwrap_or(false);
            let given = choices.circuit.or(alone.iter().filter(|(_, truth)| gives(truth)).map(|(lit, _)| *lit));
            let given = if joint.iter().any(gives) { choices.circuit.or([given, each]) } else { given };
            let free = choices.circuit.fresh();
            let free = choices.circuit.and([other, free, given]);
            choices.circuit.or([bit, free])
        };
        Bits { yes: open(bits.yes, 0), no: open(bits.no, 1), later: open(bits.later, 2) }
    }

    /// The change of a row that makes only one, with what it answers.
    fn alone(&self, row: &Row) -> Option<(Lit, Truth)> {
        let mut made = row.choice.iter().enumerate().filter_map(|(place, choice)| Some((place, (*choice)?)));
        let (place, n) = made.next()?;
        let lit = *self.lits.get(place)?.get(n)?;
        made.next().is_none().then_some((lit, row.truth?))
    }
}

/// The answer with some changes, and the facts that were read; none where they can't be read or an element is gone.
pub(super) fn answer(asked: &Asked<'_, '_>, moves: &Moves<'_>, changes: &[Change]) -> Option<(Truth, Vec<Leaf>)> {
    let facts = moves.facts_with(changes)?;
    let frames = again(asked.frames, &facts)?;
    let mut context = Context::new(&facts, moves.conclusions());
    context.frames = frames;
    context.lifting = asked.lifting;
    context.open = moves.trial.program.is_open();
    context.leaves = Some(Vec::new());
    let truth = answer_test(asked.test, &mut context);
    Some((truth, context.leaves.take().unwrap_or_default()))
}

fn add(found: Vec<Column>, columns: &mut Vec<Column>) {
    for (slot, moves) in found {
        if !columns.iter().any(|(known, _)| *known == slot) {
            columns.push((slot, moves));
        }
    }
}

/// Every choice of at most one change of each fact, but for those that are in each other's way; of facts for which there is no room
/// each change alone. And the places of those.
fn rows_of(columns: &[Column]) -> (Vec<Vec<Option<usize>>>, Vec<usize>) {
    let mut out: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    let mut left: Vec<usize> = Vec::new();
    for (place, (slot, moves)) in columns.iter().enumerate() {
        let free = |row: &[Option<usize>]| !made(columns, row).any(|(other, _)| overlap(slot, other));
        let more = out.iter().filter(|row| free(row)).count().saturating_mul(moves.len());
        let room = out.len().saturating_add(more) <= MOST_ROWS;
        if !room {
            left.push(place);
        }
        let mut next: Vec<Vec<Option<usize>>> = Vec::new();
        for row in out {
            let options = if room && free(&row) { moves.len() } else { 0 };
            next.extend((0..options).map(|n| row.iter().copied().chain([Some(n)]).collect()));
            next.push(row.into_iter().chain([None]).collect());
        }
        out = next;
    }
    for place in &left {
        let moves = columns.get(*place).map_or(0, |(_, moves)| moves.len());
        let alone = |n| (0..columns.len()).map(|other| (other == *place).then_some(n)).collect();
        out.extend((0..moves).map(alone));
    }
    (out, left)
}

/// The changes of a row.
fn made<'c>(columns: &'c [Column], row: &'c [Option<usize>]) -> impl Iterator<Item = (&'c Slot, &'c Move)> {
    columns.iter().zip(row).filter_map(|((slot, moves), choice)| Some((slot, moves.get((*choice)?)?)))
}
