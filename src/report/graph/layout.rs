//! Lays a graph out in layers: each node right of what it reads, few crossings, nodes near what they are joined with.
//! What the nodes are and how they look is `svg`'s business. All numbers are whole, so that every machine draws the same picture.

use std::collections::BTreeSet;

/// How often the order within the layers is improved.
const SWEEPS: usize = 8;

/// How high the way of an edge through a layer is.
const WAY: i32 = 16;

/// Where everything lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layered {
    /// For each node its layer and its upper edge.
    pub nodes: Vec<(usize, i32)>,
    /// For each edge the heights at which it passes the layers between its ends.
    pub ways: Vec<Vec<i32>>,
    /// How many layers there are.
    pub layers: usize,
    /// How high the picture is.
    pub height: i32,
}

/// A graph that is being laid out; ways of edges through layers are nodes like any other.
struct Layout {
    layer: Vec<usize>,
    height: Vec<i32>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    order: Vec<Vec<usize>>,
    top: Vec<i32>,
}

/// Lays out nodes of these heights, `gap` apart. Edges name nodes by their place; one that closes a loop may lead back.
pub fn layered(heights: &[i32], edges: &[(usize, usize)], gap: i32) -> Layered {
    let layer = ranks(heights.len(), edges);
    let layers = layer.iter().max().map_or(0, |last| last + 1);
    let mut layout = Layout {
        height: heights.to_vec(),
        left: vec![Vec::new(); heights.len()],
        right: vec![Vec::new(); heights.len()],
        order: vec![Vec::new(); layers],
        top: Vec::new(),
        layer,
    };
    let passed: Vec<Vec<usize>> = edges.iter().map(|edge| layout.join(*edge)).collect();
    for (node, layer) in layout.layer.iter().enumerate() {
        if let Some(order) = layout.order.get_mut(*layer) {
            order.push(node);
        }
    }
    for sweep in 0..SWEEPS {
        layout.reorder(sweep % 2 == 0);
    }
    layout.place(gap);
    let top = |n: usize| layout.top.get(n).copied().unwrap_or_default();
    let bottom = |n: usize| top(n) + layout.height.get(n).copied().unwrap_or_default();
    Layered {
        nodes: (0..heights.len()).map(|n| (layout.layer.get(n).copied().unwrap_or_default(), top(n))).collect(),
        ways: passed.into_iter().map(|way| way.into_iter().map(|n| top(n) + WAY / 2).collect()).collect(),
        layers,
        height: (0..layout.layer.len()).map(bottom).max().unwrap_or_default(),
    }
}

/// The layer of each node: the longest way to it. What nothing leads to stands just before its first reader.
fn ranks(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut to: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    let mut waiting = vec![0_usize; count];
    for (from, into) in edges {
        if from != into
            && to.get_mut(*from).is_some_and(|readers| readers.insert(*into))
            && let Some(n) = waiting.get_mut(*into)
        {
            *n += 1;
        }
    }
    let alone: Vec<bool> = waiting.iter().map(|n| *n == 0).collect();
    let mut rank = vec![0_usize; count];
    let mut left: BTreeSet<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    // A loop is opened at its first node.
    while let Some(next) = left.iter().copied().find(|n| waiting.get(*n) == Some(&0)).or_else(|| left.first().copied()) {
        left.remove(&next);
        order.push(next);
        let after = rank.get(next).map_or(0, |r| r + 1);
        for reader in to.get(next).into_iter().flatten().filter(|r| left.contains(r)) {
            if let Some(n) = waiting.get_mut(*reader) {
                *n = n.saturating_sub(1);
            }
            if let Some(r) = rank.get_mut(*reader) {
                *r = (*r).max(after);
            }
        }
    }
    for node in order.into_iter().filter(|n| alone.get(*n) == Some(&true)) {
        let first = to.get(node).into_iter().flatten().filter_map(|reader| rank.get(*reader)).min().copied();
        if let (Some(first), Some(own)) = (first, rank.get_mut(node)) {
            *own = first.saturating_sub(1).max(*own);
        }
    }
    rank
}

impl Layout {
    /// Joins the ends of an edge, through each layer between them; gives the nodes it passes.
    fn join(&mut self, (from, into): (usize, usize)) -> Vec<usize> {
        let at = |layout: &Self, n: usize| layout.layer.get(n).copied().unwrap_or_default();
        let (start, end) = (at(self, from), at(self, into));
        if start >= end {
            return Vec::new();
        }
        let mut passed = Vec::new();
        let mut last = from;
        for layer in start + 1..end {
            let way = self.layer.len();
            self.layer.push(layer);
            self.height.push(WAY);
            self.left.push(Vec::new());
            self.right.push(Vec::new());
            self.connect(last, way);
            passed.push(way);
            last = way;
        }
        self.connect(last, into);
        passed
    }

    fn connect(&mut self, from: usize, into: usize) {
        if let Some(right) = self.right.get_mut(from) {
            right.push(into);
        }
        if let Some(left) = self.left.get_mut(into) {
            left.push(from);
        }
    }

    /// Sorts each layer by the mean place of its neighbours in the layer before (or behind) it.
    fn reorder(&mut self, forward: bool) {
        let count = self.order.len();
        for step in 1..count {
            let (at, fixed) = if forward { (step, step - 1) } else { (count - 1 - step, count - step) };
            let mut place = vec![0_usize; self.layer.len()];
            for (n, node) in self.order.get(fixed).into_iter().flatten().enumerate() {
                if let Some(p) = place.get_mut(*node) {
                    *p = n;
                }
            }
            let near = if forward { &self.left } else { &self.right };
            let mean = |own: usize, node: usize| {
                let around: Vec<usize> = near.get(node).into_iter().flatten().filter_map(|n| place.get(*n).copied()).collect();
                match around.len() {
                    0 => own * 1000,
                    n => around.iter().sum::<usize>() * 1000 / n,
                }
            };
            let Some(order) = self.order.get(at) else { continue };
            let mut keyed: Vec<(usize, usize)> = order.iter().enumerate().map(|(own, node)| (mean(own, *node), *node)).collect();
            keyed.sort_by_key(|(mean, _)| *mean);
            if let Some(order) = self.order.get_mut(at) {
                *order = keyed.into_iter().map(|(_, node)| node).collect();
            }
        }
    }

    /// Gives every node its height, first stacked, then drawn towards its neighbours.
    fn place(&mut self, gap: i32) {
        self.top = vec![0; self.layer.len()];
        for layer in self.order.clone() {
            let mut y = 0;
            for node in layer {
                self.set(node, y);
                y += self.size(node) + gap;
            }
        }
        for sweep in 0..SWEEPS {
            let mut layers = self.order.clone();
            if sweep % 2 == 1 {
                layers.reverse();
            }
            for layer in layers {
                self.draw_near(&layer, gap, sweep);
            }
        }
        let highest = self.top.iter().min().copied().unwrap_or_default();
        self.top.iter_mut().for_each(|y| *y -= highest);
    }

    /// The mean of the two tightest placings that keep order and gaps, from above and from below; it keeps them as well.
    fn draw_near(&mut self, layer: &[usize], gap: i32, sweep: usize) {
        let wanted: Vec<i32> = layer.iter().map(|node| self.wanted(*node, sweep)).collect();
        let mut down = Vec::with_capacity(layer.len());
        let mut free = i32::MIN / 2;
        for (node, y) in layer.iter().zip(&wanted) {
            let y = free.max(*y);
            down.push(y);
            free = y + self.size(*node) + gap;
        }
        let mut up = Vec::with_capacity(layer.len());
        let mut free = i32::MAX / 2;
        for (node, y) in layer.iter().zip(&wanted).rev() {
            let y = (free - self.size(*node)).min(*y);
            up.push(y);
            free = y - gap;
        }
        for ((node, a), b) in layer.iter().zip(down).zip(up.into_iter().rev()) {
            self.set(*node, (a + b).div_euclid(2));
        }
    }

    /// Where a node would lie if it were alone: its middle at the mean middle of its neighbours.
    fn wanted(&self, node: usize, sweep: usize) -> i32 {
        let own = self.top.get(node).copied().unwrap_or_default();
        let (first, second) = if sweep.is_multiple_of(2) { (&self.left, &self.right) } else { (&self.right, &self.left) };
        let around = [first, second].into_iter().filter_map(|side| side.get(node)).find(|near| !near.is_empty());
        let Some(around) = around else { return own };
        let middle = |n: &usize| i64::from(self.top.get(*n).copied().unwrap_or_default()) + i64::from(self.size(*n) / 2);
        let sum: i64 = around.iter().map(middle).sum();
        let mean = sum.div_euclid(i64::try_from(around.len()).unwrap_or(1));
        i32::try_from(mean).unwrap_or(own) - self.size(node) / 2
    }

    fn size(&self, node: usize) -> i32 {
        self.height.get(node).copied().unwrap_or_default()
    }

    fn set(&mut self, node: usize, y: i32) {
        if let Some(top) = self.top.get_mut(node) {
            *top = y;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
        layered(&vec![10; count], edges, 4).nodes.into_iter().map(|(layer, _)| layer).collect()
    }

    #[test]
    fn each_node_stands_right_of_what_it_reads_and_a_source_just_before_its_reader() {
        assert_eq!(layers(5, &[(0, 1), (1, 2), (0, 2), (3, 2), (4, 1)]), [0, 1, 2, 1, 0]);
    }

    #[test]
    fn a_loop_is_drawn_all_the_same() {
        assert_eq!(layers(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]), [0, 1, 2]);
    }

    #[test]
    fn an_edge_over_several_layers_has_a_way_through_each() {
        let laid = layered(&[10; 3], &[(0, 1), (1, 2), (0, 2)], 4);
        assert_eq!(laid.ways.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn nodes_of_a_layer_do_not_overlap() {
        let heights: Vec<i32> = (0..40).map(|n| 20 + n % 7 * 9).collect();
        let edges: Vec<(usize, usize)> = (0..40).flat_map(|n| [(n, (n * 7 + 3) % 40), (n, (n * 3 + 11) % 40)]).collect();
        let laid = layered(&heights, &edges, 6);
        for (a, (layer, top)) in laid.nodes.iter().enumerate() {
            for (b, (other, from)) in laid.nodes.iter().enumerate() {
                assert!(
                    a == b || layer != other || top + heights[a] + 6 <= *from || from + heights[b] + 6 <= *top,
                    "{a} and {b}"
                );
            }
        }
        assert_eq!(laid, layered(&heights, &edges, 6), "the same graph gives the same picture");
    }

    #[test]
    fn an_empty_graph_has_no_height() {
        assert_eq!(layered(&[], &[], 6), Layered::default());
    }
}
